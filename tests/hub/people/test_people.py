"""Who works here, what they may see, and passphrases at the door."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hub import trail
from hub.cases.states import Scope
from hub.hub import Hub
from hub.people import sessions
from hub.people.people import (
    LONGEST_PASSPHRASE,
    MOST_TRIES,
    NewStaff,
    Staff,
    add_staff,
    change_rights,
    check_new_passphrase,
    check_passphrase,
    judge_staff_try,
    list_staff,
    staff_by_id,
    staff_by_login,
)
from hub.people.second_factor import prove_again
from hub.people.staff_role import StaffRole
from hub.store.schema import cases, staff
from hub.trail import AuditAction
from kiosk.errors import Refused
from tests.gallery.site import phone
from tests.hub.conftest import PASSPHRASE
from tests.hub.samples import Box, query_rows, write_rows


def _failures(hub: Hub) -> int:
    return staff_by_login(hub.store, "lea").failures


def test_the_right_passphrase_alone_does_not_start_the_count_again(hub: Hub, lea: Staff) -> None:
    """Else whoever knows it could try codes for ever, four at a time."""
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(Refused, match="wrong-sign-in"):
            check_passphrase(hub, "lea", "faux")
    assert check_passphrase(hub, "lea", PASSPHRASE).id == lea.id
    assert _failures(hub) == MOST_TRIES - 1


def test_eight_guesses_at_once_are_five_guesses(hub: Hub, lea: Staff) -> None:
    def guess(number: int) -> None:
        with pytest.raises(Refused):
            check_passphrase(hub, "lea", f"essai {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(8)))
    assert _failures(hub) == MOST_TRIES
    with pytest.raises(Refused, match="wrong-sign-in"):
        check_passphrase(hub, "lea", PASSPHRASE)


def test_eight_right_sign_ins_at_one_instant_are_eight_sign_ins_and_no_wrong_try(hub: Hub, lea: Staff) -> None:
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(Refused, match="wrong-sign-in"):
            check_passphrase(hub, "lea", "faux")
    gate = threading.Barrier(8)

    def sign_in(_: int) -> str:
        gate.wait()
        return check_passphrase(hub, "lea", PASSPHRASE).id

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(sign_in, range(8))) == [lea.id] * 8
    assert _failures(hub) == MOST_TRIES - 1, "the second factor is still to come"


def test_the_accent_a_phone_types_in_two_parts_is_the_same_letter(hub: Hub) -> None:
    add_staff(hub, NewStaff("zoe", "Zoé Lam"), "le cafe\u0301 du marche\u0301")
    assert check_passphrase(hub, "ZOE ", "le café du marché").name == "Zoé Lam"


def test_an_older_hash_is_made_again_at_sign_in(hub: Hub, lea: Staff) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSPHRASE)
    write_rows(hub, staff.update().values(passphrase=weak))
    check_passphrase(hub, "lea", PASSPHRASE)
    assert "m=65536,t=3" in query_rows(hub, staff.select()).one().passphrase
    assert check_passphrase(hub, "lea", PASSPHRASE).id == lea.id


def test_a_person_that_cannot_be_added_is_refused(hub: Hub, lea: Staff, box: Box) -> None:
    for login, passphrase, more, code in [
        ("lea", PASSPHRASE, {}, "login-exists"), ("LÉA".replace("É", "e"), PASSPHRASE, {}, "login-exists"),
        (" ", PASSPHRASE, {}, "not-a-login"), ("x" * 65, PASSPHRASE, {}, "not-a-login"),
        ("new", PASSPHRASE, {"role": "mayor"}, "not-a-role"),
        ("new", PASSPHRASE, {"sites": ("SA", "XX")}, "no-such-site"), ("new", "court", {}, "passphrase-too-short"),
        ("claudine", "claudine claudine", {}, "passphrase-too-simple"),
        ("new", f"{hub.settings.name} {hub.settings.name}", {}, "passphrase-too-simple"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            add_staff(hub, NewStaff(login, "Quelqu’un", **more), passphrase)  # type: ignore[arg-type]


def test_a_person_sees_the_services_and_sites_they_were_given(hub: Hub, box: Box, other_box: Box) -> None:
    ali = NewStaff("ali", "Ali Rey", services=("urbanisme", "ccas", "ccas"), sites=("SA",))
    added = add_staff(hub, ali, PASSPHRASE)
    assert staff_by_id(hub.store, added.id).scope == added.scope == Scope(("ccas", "urbanisme"), ("SA",))
    changed = change_rights(hub.store, "Ali", role=StaffRole.OPERATOR, services=(), sites=("BZ", "SA"))
    assert [changed] == list_staff(hub.store)
    assert (changed.role, changed.scope, changed.sees_cases) == (StaffRole.OPERATOR, Scope((), ("BZ", "SA")), False)
    assert change_rights(hub.store, "ali", services=["ccas"]).scope == Scope(("ccas",), ("BZ", "SA")), "sites stay"
    with pytest.raises(Refused, match="unknown-person"):
        change_rights(hub.store, "personne", role=StaffRole.OPERATOR, services=(), sites=())


def test_services_are_those_that_ship_and_those_of_cases_that_came(hub: Hub, box: Box) -> None:
    before = sessions.list_known_services(hub.store)
    assert "etat-civil" in before and "espaces-verts" not in before
    box.send(box.submitted())
    write_rows(hub, cases.update().values(service="espaces-verts"))
    assert "espaces-verts" in sessions.list_known_services(hub.store)
    sessions.check_services_known(hub.store, ("etat-civil", "espaces-verts"))


NAMES = ("claire", "Claire Morel", "Pays de Saint-Aubin")


def test_no_rule_says_which_signs_a_passphrase_needs() -> None:
    for passphrase in [
        "le marché du samedi", "la rivière en hiver", "correct horse battery staple", "k7m2p-q9x4r-t6w3z",
        "48151623427391", "Ω≈ç√∫˜µ≤≥÷ abc def", "claire aime les tulipes bleues", "дождь идёт весь день",
    ]:  # fmt: skip
        check_new_passphrase(passphrase, *NAMES)


def test_a_passphrase_has_twelve_signs_or_more() -> None:
    for passphrase in ["", "onze signes", "x" * (LONGEST_PASSPHRASE + 1)]:
        with pytest.raises(Refused, match="passphrase-too-short"):
            check_new_passphrase(passphrase, *NAMES)


def test_what_is_guessed_first_is_refused() -> None:
    for passphrase in [
        "aaaaaaaaaaaaaa", "abcabcabcabcabc", "abcdefghijklmn", "zyxwvutsrqponm", "azertyuiopqs", "QWERTYUIOPAS",
        "123456789012", "2026-11-24 2026", "motdepasse2026!", "MotDePasse MotDePasse", "password1234", "claireclaire1",
        "Claire Morel 1985", "Pays de Saint-Aubin", "saint aubin 2026", "mairie mairie 35", "............",
    ]:  # fmt: skip
        with pytest.raises(Refused, match="passphrase-too-simple"):
            check_new_passphrase(passphrase, *NAMES)


def test_whoever_is_locked_does_not_unlock_themselves_by_being_right(hub: Hub, lea: Staff) -> None:
    for _ in range(MOST_TRIES):
        with pytest.raises(Refused):
            prove_again(hub, lea, {})
    with pytest.raises(Refused, match="wrong-sign-in"):
        prove_again(hub, lea, {"passphrase": PASSPHRASE, "code": phone.code(hub, "lea")})
    assert staff_by_id(hub.store, lea.id).locked


def test_the_trail_says_when_somebody_is_locked(hub: Hub, lea: Staff) -> None:
    for _ in range(MOST_TRIES):
        assert not judge_staff_try(hub, lea.id, AuditAction.WRONG_CODE)
    pairs = [(line.action, line.about) for line in trail.list_audit_lines(hub.store)]
    assert pairs == [("locked", lea.id), *[("wrong-code", lea.id)] * MOST_TRIES]
