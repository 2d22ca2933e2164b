"""Passphrases, and who is let in."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.people import WRONG_TRIES, Staff, add_staff, check_passphrase, everyone, unlock
from kiosk.hub.store.schema import staff
from tests.hub.conftest import PASSPHRASE, person


def _failures(hub: Hub) -> int:
    return next(each.failures for each in everyone(hub.store) if each.login == "lea")


def test_the_right_passphrase_starts_the_count_again(hub: Hub, lea: Staff) -> None:
    for _ in range(WRONG_TRIES - 1):
        with pytest.raises(Refused, match="wrong-sign-in"):
            check_passphrase(hub.store, "lea", "faux")
    assert check_passphrase(hub.store, "lea", PASSPHRASE).id == lea.id
    assert _failures(hub) == 0


def test_twenty_guesses_at_once_are_five_guesses(hub: Hub, lea: Staff) -> None:
    def guess(number: int) -> None:
        with pytest.raises(Refused):
            check_passphrase(hub.store, "lea", f"essai {number}")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(guess, range(20)))
    assert _failures(hub) == WRONG_TRIES
    with pytest.raises(Refused, match="wrong-sign-in"):
        check_passphrase(hub.store, "lea", PASSPHRASE)


def test_the_accent_a_phone_types_in_two_parts_is_the_same_letter(hub: Hub) -> None:
    add_staff(hub.store, "zoe", "Zoé Lam", "le cafe\u0301 du marche\u0301", hub.clock)
    assert check_passphrase(hub.store, "ZOE ", "le café du marché").name == "Zoé Lam"


def test_an_older_hash_is_made_again_at_sign_in(hub: Hub, lea: Staff) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSPHRASE)
    with hub.store.writing() as connection:
        connection.execute(staff.update().values(passphrase=weak))
    check_passphrase(hub.store, "lea", PASSPHRASE)
    with hub.store.reading() as connection:
        assert "m=65536,t=3" in connection.execute(staff.select()).one().passphrase
    assert check_passphrase(hub.store, "lea", PASSPHRASE).id == lea.id


@pytest.mark.parametrize(
    ("login", "passphrase", "role", "code"),
    [
        ("lea", PASSPHRASE, "instructor", "login-exists"),
        ("LÉA".replace("É", "e"), PASSPHRASE, "instructor", "login-exists"),
        (" ", PASSPHRASE, "instructor", "not-a-login"),
        ("x" * 65, PASSPHRASE, "instructor", "not-a-login"),
        ("new", PASSPHRASE, "mayor", "not-a-role"),
        ("new", "court", "instructor", "passphrase-too-short"),
    ],
)
def test_a_person_that_cannot_be_added_is_refused(
    hub: Hub, lea: Staff, login: str, passphrase: str, role: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        add_staff(hub.store, login, "Quelqu’un", passphrase, hub.clock, role=role)


def test_nobody_unlocks_themselves(hub: Hub, lea: Staff) -> None:
    with pytest.raises(Refused, match="not-yourself"):
        unlock(hub.store, lea, lea.id)
    with pytest.raises(Refused, match="unknown-person"):
        unlock(hub.store, lea, "0" * 32)
    unlock(hub.store, person(hub, "ali", "Ali Rey"), lea.id)
