"""Who works here, what they may see, and passphrases at the door."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from hub.cases.scope import Scope
from hub.hub import Hub
from hub.people.people import MOST_TRIES, Staff, add_staff, by_id, by_login, change_rights, check_passphrase, everyone
from hub.people.staff_role import StaffRole
from hub.store.schema import staff
from kiosk.errors import Refused
from tests.hub.conftest import PASSPHRASE
from tests.hub.samples import Box


def _failures(hub: Hub) -> int:
    return by_login(hub.store, "lea").failures


def test_the_right_passphrase_alone_does_not_start_the_count_again(hub: Hub, lea: Staff) -> None:
    """Else whoever knows it could try codes for ever, four at a time."""
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(Refused, match="wrong-sign-in"):
            check_passphrase(hub, "lea", "faux")
    assert check_passphrase(hub, "lea", PASSPHRASE).id == lea.id
    assert _failures(hub) == MOST_TRIES - 1


def test_twenty_guesses_at_once_are_five_guesses(hub: Hub, lea: Staff) -> None:
    def guess(number: int) -> None:
        with pytest.raises(Refused):
            check_passphrase(hub, "lea", f"essai {number}")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(guess, range(20)))
    assert _failures(hub) == MOST_TRIES
    with pytest.raises(Refused, match="wrong-sign-in"):
        check_passphrase(hub, "lea", PASSPHRASE)


def test_the_accent_a_phone_types_in_two_parts_is_the_same_letter(hub: Hub) -> None:
    add_staff(hub.store, "zoe", "Zoé Lam", "le cafe\u0301 du marche\u0301", hub.clock)
    assert check_passphrase(hub, "ZOE ", "le café du marché").name == "Zoé Lam"


def test_an_older_hash_is_made_again_at_sign_in(hub: Hub, lea: Staff) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSPHRASE)
    with hub.store.writing() as connection:
        connection.execute(staff.update().values(passphrase=weak))
    check_passphrase(hub, "lea", PASSPHRASE)
    with hub.store.reading() as connection:
        assert "m=65536,t=3" in connection.execute(staff.select()).one().passphrase
    assert check_passphrase(hub, "lea", PASSPHRASE).id == lea.id


def test_a_person_that_cannot_be_added_is_refused(hub: Hub, lea: Staff, box: Box) -> None:
    for login, passphrase, more, code in [
        ("lea", PASSPHRASE, {}, "login-exists"), ("LÉA".replace("É", "e"), PASSPHRASE, {}, "login-exists"),
        (" ", PASSPHRASE, {}, "not-a-login"), ("x" * 65, PASSPHRASE, {}, "not-a-login"),
        ("new", PASSPHRASE, {"role": "mayor"}, "not-a-role"),
        ("new", PASSPHRASE, {"sites": ("SA", "XX")}, "no-such-site"), ("new", "court", {}, "passphrase-too-short"),
        ("claudine", "claudine claudine", {}, "passphrase-too-simple"),
        ("new", "Pays de Saint-Aubin", {"hub_name": "Pays de Saint-Aubin"}, "passphrase-too-simple"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            add_staff(hub.store, login, "Quelqu’un", passphrase, hub.clock, **more)  # type: ignore[arg-type]


def test_a_person_sees_the_services_and_sites_they_were_given(hub: Hub, box: Box, other_box: Box) -> None:
    given = {"services": ["urbanisme", "ccas", "ccas"], "sites": ["SA"]}
    added = add_staff(hub.store, "ali", "Ali Rey", PASSPHRASE, hub.clock, **given)  # type: ignore[arg-type]
    assert by_id(hub.store, added.id).scope == added.scope == Scope(("ccas", "urbanisme"), ("SA",))
    changed = change_rights(hub.store, "Ali", role=StaffRole.OPERATOR, services=(), sites=("BZ", "SA"))
    assert [changed] == everyone(hub.store)
    assert (changed.role, changed.scope, changed.sees_cases) == (StaffRole.OPERATOR, Scope((), ("BZ", "SA")), False)
    assert change_rights(hub.store, "ali", services=["ccas"]).scope == Scope(("ccas",), ("BZ", "SA")), "sites stay"
    with pytest.raises(Refused, match="unknown-person"):
        change_rights(hub.store, "personne", role=StaffRole.OPERATOR, services=(), sites=())
