"""Who may take the desk."""

import unicodedata

import pytest

from kiosk.errors import Refused
from kiosk.services import staff
from kiosk.services.box import Actor, Box, open_box
from kiosk.store import people
from kiosk.store.database import rows
from tests.cast import PASSPHRASE
from tests.services.conftest import fault_of

NOBODY = Actor("station")


def wrong(box: Box, login: str = "nadia", passphrase: str = "le marché du lundi") -> str:
    with pytest.raises(Refused) as refused:
        staff.sign_in(box, login, passphrase, NOBODY)
    return fault_of(refused)


def test_who_knows_the_passphrase_takes_the_desk(box: Box, nadia: Actor) -> None:
    mediator = staff.sign_in(box, " Nadia ", PASSPHRASE, NOBODY)
    assert (mediator.id, mediator.name) == (nadia.mediator_id, nadia.name)
    actions = rows(box.store.read(), "SELECT action, station_id FROM journal")
    assert actions == [{"action": "signed-in", "station_id": "station"}]


def test_five_wrong_passphrases_lock_even_across_a_restart(box: Box, nadia: Actor) -> None:
    assert [wrong(box) for _ in range(3)] == ["wrong-sign-in"] * 3
    box.store.close()
    again = open_box(box.settings, box.clock)
    assert [wrong(again) for _ in range(2)] == ["wrong-sign-in", "locked-out"]
    again.store.close()
    once_more = open_box(box.settings, box.clock)
    assert wrong(once_more, passphrase=PASSPHRASE) == "locked-out", "the right one does not open it either"
    paul = staff.add_mediator(once_more, "paul", "Paul Morel", "la rivière en hiver")
    staff.let_in(once_more, "nadia", Actor("", paul.id))
    assert staff.sign_in(once_more, "nadia", PASSPHRASE, NOBODY).id == nadia.mediator_id
    once_more.store.close()


def test_the_right_passphrase_forgives_the_wrong_ones(box: Box, nadia: Actor) -> None:
    wrong(box)
    staff.sign_in(box, "nadia", PASSPHRASE, NOBODY)
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 0


def test_a_login_nobody_has_is_answered_like_a_wrong_passphrase(box: Box, nadia: Actor) -> None:
    assert wrong(box, "nobody") == wrong(box, "nadia") == "wrong-sign-in"


def test_an_accent_typed_as_two_characters_is_the_same(box: Box, nadia: Actor) -> None:
    """Phones and Macs may send « é » as e and an accent (RFC 8265)."""
    spread = unicodedata.normalize("NFD", PASSPHRASE)
    assert spread != PASSPHRASE
    assert staff.sign_in(box, "nadia", spread, NOBODY).id == nadia.mediator_id


def test_nobody_lets_themselves_in(box: Box, nadia: Actor) -> None:
    for login, code in (("nadia", "not-oneself"), ("nobody", "no-such-mediator")):
        with pytest.raises(Refused) as refused:
            staff.let_in(box, login, nadia)
        assert fault_of(refused) == code


def test_a_mediator_has_a_name_and_a_long_passphrase_and_a_login_of_their_own(box: Box, nadia: Actor) -> None:
    for login, name, passphrase, code in (
        (" ", "Paul", "a long passphrase", "empty-name"),
        ("paul", " ", "a long passphrase", "empty-name"),
        ("paul", "Paul", "short", "short-passphrase"),
        ("NADIA", "Nadia Petit", "a long passphrase", "login-taken"),
    ):
        with pytest.raises(Refused) as refused:
            staff.add_mediator(box, login, name, passphrase)
        assert fault_of(refused) == code
    assert [each["login"] for each in people.mediators(box.store.read())] == ["nadia"]


def test_a_passphrase_is_kept_only_as_a_hash(box: Box) -> None:
    kept = staff.add_mediator(box, " paul ", " Paul Morel ", "la rivière en hiver")
    assert (kept.login, kept.name) == ("paul", "Paul Morel")
    assert kept.passphrase.startswith("$argon2id$")


def test_a_new_passphrase_opens_a_locked_account(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        for _ in range(staff.TRIES):
            people.add_wrong_try(db, nadia.mediator_id, box.clock.now())
    staff.change_passphrase(box, "nadia", "la rivière en hiver")
    assert staff.sign_in(box, "nadia", "la rivière en hiver", NOBODY).id == nadia.mediator_id
    for login, passphrase, code in (
        ("nobody", "a long passphrase", "no-such-mediator"),
        ("nadia", "x", "short-passphrase"),
    ):
        with pytest.raises(Refused) as refused:
            staff.change_passphrase(box, login, passphrase)
        assert fault_of(refused) == code
