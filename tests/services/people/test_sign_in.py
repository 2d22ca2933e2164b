"""Who may take the desk: first factor and PIN, five tries, and no clock is asked."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlcipher3.dbapi2 as driver

from kiosk.domain.keys.ring import DESK
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import departure, first_day, sign_in
from kiosk.store.people import people
from kiosk.store.people.people import Mediator
from tests.gallery.site.cast import PASSPHRASE, PIN, SHEET, a_mediator, at_work
from tests.services.conftest import fault_of

NOBODY = Actor("station")
PAULS_WORDS, PAULS_PIN = "bocal cerise dauphin éolien fougère girafe", "739164"


@pytest.fixture(scope="module")
def pauls() -> Mediator:
    return a_mediator("paul", "Paul Morel", "p", PAULS_WORDS, PAULS_PIN)


@pytest.fixture
def paul(box: Box, pauls: Mediator) -> Actor:
    """He helps at the desk and supervises nothing."""
    return at_work(box, pauls, DESK, supervisor=False)


def wrong(box: Box, login: str = "nadia", words: str = PASSPHRASE, pin: str = "000000") -> str:
    with pytest.raises(Refused) as refused:
        sign_in.sign_in(box, login, words, pin, NOBODY)
    return fault_of(refused)


def wrong_pin(box: Box, mediator_id: str, pin: str = "000000") -> str:
    with pytest.raises(Refused) as refused:
        sign_in.unlock(box, mediator_id, pin, NOBODY)
    return fault_of(refused)


def test_words_and_pin_together_open_every_service_held(box: Box, nadia: Actor) -> None:
    box.shifts.end(nadia.mediator_id)
    mediator = sign_in.sign_in(box, " Nadia ", PASSPHRASE, PIN, NOBODY)
    assert (mediator.id, mediator.name) == (nadia.mediator_id, nadia.name)
    assert box.shifts.ring(mediator.id) == nadia.ring
    noted = list(box.store.read().query("SELECT action, station_id FROM journal ORDER BY number DESC LIMIT 1"))
    assert noted == [{"action": "signed-in", "station_id": "station"}]


def test_a_sign_in_that_the_power_cut_short_costs_no_try(box: Box, nadia: Actor, pauls: Mediator) -> None:
    """Nothing is stored before a try is judged, and its answer is never seen before it is stored."""
    for _ in range(4):
        wrong(box)
    before = box.store.path.read_bytes()
    sign_in._private(pauls, PAULS_WORDS, PAULS_PIN)  # and the power goes
    assert box.store.path.read_bytes() == before
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 4
    assert sign_in.sign_in(box, "nadia", PASSPHRASE, PIN, NOBODY).id == nadia.mediator_id


def at_once(gesture: Callable[[], object], times: int) -> list[str]:
    """Make one gesture in many threads at one instant: the code that each met, "" where it went through."""
    gate = threading.Barrier(times)

    def one(_: int) -> str:
        gate.wait()
        try:
            gesture()
        except Refused as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_eight_right_sign_ins_at_one_instant_are_eight_sign_ins(box: Box, nadia: Actor) -> None:
    for _ in range(4):
        wrong(box)
    assert at_once(lambda: sign_in.sign_in(box, "nadia", PASSPHRASE, PIN, NOBODY), 8) == [""] * 8
    assert at_once(lambda: sign_in.unlock(box, nadia.mediator_id, PIN, NOBODY), 8) == [""] * 8
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 0
    (signed_in,) = list(box.store.read().query("SELECT count(*) AS number FROM journal WHERE action = 'signed-in'"))
    assert signed_in["number"] == 8


def test_many_wrong_tries_at_one_instant_learn_no_more_than_five_answers(box: Box, nadia: Actor) -> None:
    codes = at_once(lambda: sign_in.unlock(box, nadia.mediator_id, "000000", NOBODY), 12)
    assert codes.count("wrong-pin") == 4 and set(codes) <= {"wrong-pin", "locked-out", "shift-over"}
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 5
    assert wrong(box, pin=PIN) == Refusal.LOCKED_OUT


@pytest.mark.parametrize(
    "gesture", ["sign_in", "unlock", "let_in", "change_pin", "lock", "let_out", "reissue", "recover", "add"]
)
def test_a_change_that_cannot_be_written_into_the_journal_is_not_made(
    box: Box, nadia: Actor, paul: Actor, gesture: str
) -> None:
    """Each change stands in one transaction with its line."""
    wrong(box, "paul")
    gestures: dict[str, Callable[[], object]] = {
        "sign_in": lambda: sign_in.sign_in(box, "paul", PAULS_WORDS, PAULS_PIN, NOBODY),
        "unlock": lambda: sign_in.unlock(box, paul.mediator_id, PIN, NOBODY),
        "let_in": lambda: sign_in.let_in(box, "paul", nadia),
        "change_pin": lambda: sign_in.change_pin(box, paul.mediator_id, PAULS_WORDS, PAULS_PIN, "482916", paul),
        "lock": lambda: sign_in.lock(box, paul.mediator_id, paul),
        "let_out": lambda: departure.let_out(box, "paul", nadia),
        "reissue": lambda: first_day.reissue(box, "paul", nadia),
        "recover": lambda: first_day.recover(box, "paul", SHEET),
        "add": lambda: first_day.add(box, "luc", "Luc Martin"),
    }
    with box.store.write() as db:
        db.conn.execute("CREATE TRIGGER cut BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the power goes'); END")
    before = as_stored(box)
    with pytest.raises(driver.IntegrityError):
        gestures[gesture]()
    assert as_stored(box) == before


def as_stored(box: Box) -> list[object]:
    """Everything the store says of people."""
    db = box.store.read()
    return [list(db.query(f"SELECT * FROM {table}")) for table in ("mediators", "grants", "wrong_tries", "sessions")]


def test_the_right_pin_forgives_the_wrong_ones(box: Box, nadia: Actor) -> None:
    wrong(box)
    sign_in.sign_in(box, "nadia", PASSPHRASE, PIN, NOBODY)
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 0
    wrong_pin(box, nadia.mediator_id)
    sign_in.unlock(box, nadia.mediator_id, f" {PIN} ", NOBODY)
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 0


def test_a_screen_and_the_sign_in_count_the_same_tries(box: Box, nadia: Actor) -> None:
    faults = [wrong_pin(box, nadia.mediator_id), wrong(box), wrong_pin(box, nadia.mediator_id), wrong(box), wrong(box)]
    assert faults == [
        Refusal.WRONG_PIN,
        Refusal.WRONG_SIGN_IN,
        Refusal.WRONG_PIN,
        Refusal.WRONG_SIGN_IN,
        Refusal.LOCKED_OUT,
    ]


def test_only_who_supervises_a_service_and_holds_it_hands_it_over(box: Box, nadia: Actor, paul: Actor) -> None:
    for gesture, code in (
        (lambda: sign_in.grant(box, "nadia", "etat-civil", paul), "not-supervisor"),
        (lambda: sign_in.withdraw(box, "nadia", DESK, paul), "not-supervisor"),
        (lambda: sign_in.grant(box, "paul", "urbanisme", nadia), "not-supervisor"),
        (lambda: sign_in.grant(box, "paul", "etat-civil", Actor("", nadia.mediator_id)), "not-supervisor"),
        (lambda: sign_in.withdraw(box, "nadia", DESK, nadia), "not-oneself"),
        (lambda: sign_in.grant(box, "nobody", DESK, nadia), "no-such-mediator"),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert fault_of(refused) == code
    assert [grant.service_id for grant in people.grants(box.store.read(), paul.mediator_id)] == [DESK]
