"""Whoever signs in has the right words and PIN; names, words of the sheet and sessions that turn."""

import re
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import given
from hypothesis import strategies as some

from kiosk.clock import Clock
from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, FactorKind
from kiosk.domain.printing.print_job import Job
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.in_memory import HelpCall
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.sign_in import new_sheet
from kiosk.store import people, sessions, spool, wrapped_keys
from kiosk.store.people import Mediator
from kiosk.store.sessions import NewSession
from kiosk.store.wrapped_keys import KeyKind
from tests.gallery.site.cast import PASSPHRASE, PIN, SHEET, SHEET_PAIR, a_mediator, at_work
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
        sign_in.sign_in_mediator(box, login, words, pin, NOBODY)
    return fault_of(refused)


def wrong_pin(box: Box, mediator_id: str, pin: str = "000000") -> str:
    with pytest.raises(Refused) as refused:
        sign_in.unlock_screen(box, mediator_id, pin, NOBODY)
    return fault_of(refused)


def test_words_and_pin_together_open_every_service_held(box: Box, nadia: Actor) -> None:
    box.shifts.end(nadia.mediator_id)
    mediator = sign_in.sign_in_mediator(box, " Nadia ", PASSPHRASE, PIN, NOBODY)
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
    assert people.count_wrong_tries(box.store.read(), nadia.mediator_id) == 4
    assert sign_in.sign_in_mediator(box, "nadia", PASSPHRASE, PIN, NOBODY).id == nadia.mediator_id


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
    assert at_once(lambda: sign_in.sign_in_mediator(box, "nadia", PASSPHRASE, PIN, NOBODY), 8) == [""] * 8
    assert at_once(lambda: sign_in.unlock_screen(box, nadia.mediator_id, PIN, NOBODY), 8) == [""] * 8
    assert people.count_wrong_tries(box.store.read(), nadia.mediator_id) == 0
    (signed_in,) = list(box.store.read().query("SELECT count(*) AS number FROM journal WHERE action = 'signed-in'"))
    assert signed_in["number"] == 8


def test_many_wrong_tries_at_one_instant_learn_no_more_than_five_answers(box: Box, nadia: Actor) -> None:
    codes = at_once(lambda: sign_in.unlock_screen(box, nadia.mediator_id, "000000", NOBODY), 12)
    assert codes.count("wrong-pin") == 4 and set(codes) <= {"wrong-pin", "locked-out", "shift-over"}
    assert people.count_wrong_tries(box.store.read(), nadia.mediator_id) == 5
    assert wrong(box, pin=PIN) == Refusal.LOCKED_OUT


@pytest.mark.parametrize(
    "gesture", ["sign_in", "unlock", "let_in", "change_pin", "lock", "let_out", "reissue", "recover", "add"]
)
def test_a_change_that_cannot_be_journalled_is_not_made(box: Box, nadia: Actor, paul: Actor, gesture: str) -> None:
    """Each change stands in one transaction with its line."""
    wrong(box, "paul")
    gestures: dict[str, Callable[[], object]] = {
        "sign_in": lambda: sign_in.sign_in_mediator(box, "paul", PAULS_WORDS, PAULS_PIN, NOBODY),
        "unlock": lambda: sign_in.unlock_screen(box, paul.mediator_id, PIN, NOBODY),
        "let_in": lambda: sign_in.unlock_account(box, "paul", nadia),
        "change_pin": lambda: sign_in.change_mediator_pin(
            box, paul.mediator_id, PAULS_WORDS, PAULS_PIN, "482916", paul
        ),
        "lock": lambda: sign_in.end_shift(box, paul.mediator_id, paul),
        "let_out": lambda: first_day.sign_out_colleague(box, "paul", nadia),
        "reissue": lambda: first_day.reissue_sign_in(box, "paul", nadia),
        "recover": lambda: first_day.recover_sign_in(box, "paul", SHEET),
        "add": lambda: first_day.add_mediator(box, "luc", "Luc Martin"),
    }
    with box.store.write() as db:
        db.conn.execute("CREATE TRIGGER cut BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'the power goes'); END")
    before = as_stored(box)
    with pytest.raises(driver.IntegrityError):
        gestures[gesture]()
    assert as_stored(box) == before


def as_stored(box: Box) -> list[object]:
    db = box.store.read()
    return [list(db.query(f"SELECT * FROM {table}")) for table in ("mediators", "grants", "wrong_tries", "sessions")]


def test_the_right_pin_forgives_the_wrong_ones(box: Box, nadia: Actor) -> None:
    wrong(box)
    sign_in.sign_in_mediator(box, "nadia", PASSPHRASE, PIN, NOBODY)
    assert people.count_wrong_tries(box.store.read(), nadia.mediator_id) == 0
    wrong_pin(box, nadia.mediator_id)
    sign_in.unlock_screen(box, nadia.mediator_id, f" {PIN} ", NOBODY)
    assert people.count_wrong_tries(box.store.read(), nadia.mediator_id) == 0


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
        (lambda: sign_in.grant_service(box, "nadia", "etat-civil", paul), "not-supervisor"),
        (lambda: sign_in.withdraw_service(box, "nadia", DESK, paul), "not-supervisor"),
        (lambda: sign_in.grant_service(box, "paul", "urbanisme", nadia), "not-supervisor"),
        (lambda: sign_in.grant_service(box, "paul", "etat-civil", Actor("", nadia.mediator_id)), "not-supervisor"),
        (lambda: sign_in.withdraw_service(box, "nadia", DESK, nadia), "not-oneself"),
        (lambda: sign_in.grant_service(box, "nobody", DESK, nadia), "no-such-mediator"),
    ):
        with pytest.raises(Refused, match=code):
            gesture()
    assert [grant.service_id for grant in people.select_grants(box.store.read(), paul.mediator_id)] == [DESK]


SALT = bytes(16)


def test_each_factor_is_made_anew_and_read_as_what_it_is() -> None:
    for kind in list(FactorKind):
        one, other = sign_in.new_factor(kind), sign_in.new_factor(kind)
        assert one != other
        assert sign_in.read_factor(one)[0] == kind
        assert sign_in.read_factor(one) == sign_in.read_factor(f"  {one}\n")
    assert len(sign_in.new_factor("passphrase").split()) == sign_in.WORDS == 6
    mark, secret = sign_in.new_factor("key-file").split()
    assert mark == sign_in.KEY_FILE_MARK and len(bytes.fromhex(secret)) == 32
    assert len(sign_in.read_factor("a" * 1_000_000)[1]) < sign_in.LONGEST + 20


def test_a_badge_is_128_bits_on_keys_that_every_keyboard_has_in_one_place() -> None:
    """A scanner types keys: a Q would come out as an A on a French keyboard."""
    badge = sign_in.new_factor("badge")
    assert re.fullmatch(f"[{sign_in.BADGE_LETTERS}]{{32}}", badge)
    assert len(set(sign_in.BADGE_LETTERS)) == 16 and not set("AQZWMUVXYO") & set(sign_in.BADGE_LETTERS)
    assert (
        sign_in.read_factor(badge.lower())
        == sign_in.read_factor(f"{badge[:16]}-{badge[16:]}\r\n")
        == sign_in.read_factor(badge)
    )


def test_words_are_one_secret_however_they_are_typed() -> None:
    """A Mac sends « é » as two characters, a phone puts a capital, a hurried hand leaves the accent out."""
    for typed in (
        unicodedata.normalize("NFD", PASSPHRASE), PASSPHRASE.upper(), PASSPHRASE.replace("é", "e"),
        f"  {PASSPHRASE.replace(' ', '   ')} ",
    ):  # fmt: skip
        assert sign_in.read_factor(typed) == sign_in.read_factor(PASSPHRASE)
    assert sign_in.read_factor(PASSPHRASE.replace("lueur", "lune")) != sign_in.read_factor(PASSPHRASE)


def test_a_badge_and_a_key_file_find_their_holder_and_words_are_never_hashed_bare() -> None:
    assert sign_in.hash_of(PASSPHRASE) == ""
    hashes = {sign_in.hash_of(sign_in.new_factor(kind)) for kind in ("badge", "key-file") for _ in range(2)}
    assert len(hashes) == 4 and all(len(code_hash) == 64 for code_hash in hashes)


def test_first_factor_and_pin_open_together_and_neither_alone() -> None:
    right = sign_in.key_of(PASSPHRASE, PIN, SALT)
    assert sign_in.key_of(f" {PASSPHRASE} ", f" {PIN} ", SALT) == right
    for words, pin, salt in ((PASSPHRASE, "", SALT), ("", PIN, SALT), (PASSPHRASE, PIN, b"1" * 16)):
        assert sign_in.key_of(words, pin, salt) != right


def test_a_pin_is_six_digits_at_random() -> None:
    pins = {Clock().digits(sign_in.PIN_DIGITS) for _ in range(20)}
    assert len(pins) > 15 and all(re.fullmatch("[0-9]{6}", pin) for pin in pins)
    for pin in ["482915", "000001", " 482915 ", "482915482915", "135791"]:
        assert sign_in.checked_pin(pin) == pin.strip()
    for pin in [
        "", "48291", "4829154829154", "48291a", "111111", "000000", "123456", "654321", "890123", "４８２９１５",
        "48 915",
    ]:  # fmt: skip
        with pytest.raises(Refused, match=Refusal.WEAK_PIN):
            sign_in.checked_pin(pin)


def test_a_recovery_sheet_that_was_copied_by_hand_opens_again() -> None:
    words, pair = sign_in.new_sheet()
    assert len(words.split()) == 12 and unicodedata.is_normalized("NFC", words)
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", words) if not unicodedata.combining(character)
    )
    for typed in (words, words.upper(), bare, "\n".join(words.split()), " ".join(word[:4] for word in words.split())):
        assert first_day.find_sheet_key_pair(typed, pair.public) == pair
    assert sign_in.new_sheet()[1] != pair


@given(typed=some.text(max_size=300))
def test_anything_can_be_typed_scanned_or_chosen(typed: str) -> None:
    kind, secret = sign_in.read_factor(typed)
    assert kind in list(FactorKind) and secret.startswith(kind)
    try:
        first_day.find_sheet_key_pair(typed, bytes(32))
    except Refused as refused:
        assert refused.code in (Refusal.NOT_A_SHEET, Refusal.WRONG_SHEET_WORD)


def citizen(token: str) -> Actor:
    return Actor(session=token, session_key=sealing.derive_key(token.encode(), "parvis-session"), terminal=True)


def test_keys_papers_and_call_go_on_and_the_old_id_holds_nothing(box: Box) -> None:
    old, new, at = citizen("old"), citizen("new"), box.clock.now()
    with box.store.write() as db:
        sessions.save_session(db, NewSession("old", "", "", "ar", False, "", "", "c" * 32, "", at, at))
        key = data_keys.make_data_key(box, db, "c" * 32, "etat-civil", old)
        spool.insert_print_job(db, Job("j" * 32, "checklist", "", "c" * 32, "ar", False, False, "", "old", at))
    box.calls.ring("old", HelpCall("1", "hall", "Borne", "العربية", box.clock.monotonic()))

    sign_in.renew_citizen_session(box, old, new)

    db = box.store.read()
    assert data_keys.open_key(db, "c" * 32, new) == key
    with pytest.raises(Refused):
        data_keys.open_key(db, "c" * 32, old)
    assert not wrapped_keys.select_holder_keys(db, KeyKind.SESSION, "old")
    row = sessions.read_session(db, "new")
    assert row is not None and (row.language, row.case_id) == ("ar", "c" * 32)
    assert sessions.read_session(db, "old") is None
    assert [job.session for job in spool.select_session_jobs(db)] == ["new"]
    assert box.calls.of("new", box.clock.monotonic()) and box.calls.of("old", box.clock.monotonic()) is None


def test_names_are_one_line_of_what_can_be_shown() -> None:
    assert first_day.clean_mediator_names(" na dia\x00 ", " Nadia\n\u202e Roux\x07 ") == ("nadia", "Nadia Roux")
    assert first_day.clean_mediator_names("reza", "رضا\u200cپور") == ("reza", "رضا\u200cپور"), (
        "Persian names need the joiner"
    )


def test_what_nobody_could_read_or_type_is_refused() -> None:
    for login, name, code, field in [
        ("", "Nadia", "empty-name", None), ("nadia", " \u200b\x00", "empty-name", None),
        ("nadia", "x" * 121, "text-too-long", "name"), ("x" * 41, "Nadia", "text-too-long", "login"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code) as refused:
            first_day.clean_mediator_names(login, name)
        assert refused.value.details.get("field") == field


PUBLIC = SHEET_PAIR.public


def refusal(typed: str, public: bytes = PUBLIC) -> Refused:
    with pytest.raises(Refused) as refused:
        first_day.find_sheet_key_pair(typed, public)
    return refused.value


def test_one_wrong_word_is_named_by_its_place() -> None:
    """Whether it is a word of the list or none; all of the sheet but its last word are the same."""
    for wrong in ["abandon", "zzz", "abdiquer?"]:
        for place in [0, 4, 10]:
            typed = SHEET.split()
            typed[place] = wrong
            known = refusal(" ".join(typed))
            assert (known.code, known.details) == (Refusal.WRONG_SHEET_WORD, {"place": place + 1, "typed": wrong})
    assert refusal(new_sheet()[0]).code == Refusal.ANOTHER_SHEET
    assert refusal(SHEET.rpartition(" ")[0]).code == Refusal.NOT_A_SHEET
    assert refusal("").code == Refusal.NOT_A_SHEET
    many = SHEET.split()
    many[2:5] = ["absence", "abandon", "abdiquer"]
    assert refusal(" ".join(many)).code in (Refusal.NOT_A_SHEET, Refusal.ANOTHER_SHEET)
