"""The first day of a box, and its worst."""

import shutil

import pytest

from kiosk.domain.ring import DESK
from kiosk.errors import Refused
from kiosk.services import setting_up, staff
from kiosk.services.box import Actor, Box, open_box, shipped_procedures
from kiosk.settings import Settings
from kiosk.store import people, safekeeping
from kiosk.store.people import Mediator
from tests.cast import PIN, SHEET, a_mediator, at_work
from tests.services.conftest import fault_of

NOBODY = Actor()


@pytest.fixture(scope="module")
def pauls() -> Mediator:
    return a_mediator("paul", "Paul Morel", "p")


def code_of(gesture: object) -> str:
    with pytest.raises(Refused) as refused:
        gesture()  # type: ignore[operator]
    return fault_of(refused)


def test_the_first_day(settings: Settings) -> None:
    """Keys for every service, a mediator who supervises them, a sheet that opens them; nothing has a default."""
    box = open_box(settings)
    assert not setting_up.is_set_up(box)
    issued, words = setting_up.first(box, " nadia ", " Nadia Roux ")
    assert setting_up.is_set_up(box)
    every = {DESK, *(each.service.id for each in box.catalogue.procedures)}
    assert safekeeping.services(box.store.read()) == sorted(every)
    nadia = staff.sign_in(box, "nadia", issued.factor, issued.pin, NOBODY)
    assert (nadia.name, box.shifts.ring(nadia.id).services) == ("Nadia Roux", every)
    assert staff.supervised(box, nadia.id) == every
    assert (people.recovery(box.store.read()) or {})["verified_at"] is None
    assert code_of(lambda: setting_up.verify_sheet(box, SHEET)) == "another-sheet"
    assert code_of(lambda: setting_up.verify_sheet(box, "bonjour")) == "not-a-sheet"
    setting_up.verify_sheet(box, words)
    assert (people.recovery(box.store.read()) or {})["verified_at"] is not None
    assert code_of(lambda: setting_up.first(box, "eve", "Eve")) == "already-set-up"
    assert len(people.mediators(box.store.read())) == 1
    box.store.close()


def test_what_was_issued_lies_nowhere_in_the_box(settings: Settings) -> None:
    box = open_box(settings)
    issued, words = setting_up.first(box, "nadia", "Nadia Roux", "badge")
    kept = [
        value if isinstance(value, bytes) else str(value).encode()
        for table in ("mediators", "recovery", "grants", "services", "journal")
        for row in box.store.read().conn.execute(f"SELECT * FROM {table}")
        for value in row
    ]
    assert not any(secret.encode() in value for value in kept for secret in (issued.factor, issued.pin, words))
    assert people.mediator_by_factor(box.store.read(), issued.mediator.factor_hash) == issued.mediator
    box.store.close()


def test_before_the_first_day_nobody_is_added_and_no_sheet_fits(settings: Settings) -> None:
    box = open_box(settings)
    assert code_of(lambda: setting_up.add(box, "paul", "Paul")) == "not-set-up"
    assert code_of(lambda: setting_up.verify_sheet(box, SHEET)) == "not-set-up"
    box.store.close()


def test_a_colleague_holds_nothing_until_a_supervisor_hands_a_service_over(box: Box, nadia: Actor) -> None:
    issued = setting_up.add(box, "paul", "Paul Morel", "badge")
    paul = staff.sign_in(box, "", issued.factor, issued.pin, NOBODY)
    assert paul.name == "Paul Morel" and not box.shifts.ring(paul.id)
    staff.grant(box, "paul", "etat-civil", nadia)
    staff.sign_in(box, "", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(paul.id).services == {DESK, "etat-civil"}


def test_an_administrator_opens_no_case(box: Box, nadia: Actor) -> None:
    issued = setting_up.add(box, "root", "Ida Caron", administrator=True)
    ida = staff.sign_in(box, "root", issued.factor, issued.pin, NOBODY)
    assert ida.administrator and not box.shifts.ring(ida.id)
    assert people.grants(box.store.read(), ida.id) == []


def test_a_name_and_a_login_of_their_own(box: Box, nadia: Actor) -> None:
    for login, name, kind, code in (
        (" ", "Paul", "badge", "empty-name"), ("paul", " ", "badge", "empty-name"),
        ("NADIA", "Nadia Petit", "badge", "login-taken"), ("paul", "Paul", "thumb", "no-such-factor"),
    ):  # fmt: skip
        assert code_of(lambda given=(login, name, kind): setting_up.add(box, *given)) == code
    assert [each["login"] for each in people.mediators(box.store.read())] == ["nadia"]


def test_a_lost_pin_is_issued_anew_by_a_supervisor_and_the_old_one_opens_nothing(
    box: Box, nadia: Actor, pauls: Mediator
) -> None:
    paul = at_work(box, pauls, DESK, "etat-civil", supervisor=False)
    issued = setting_up.reissue(box, "paul", nadia, "badge")
    assert not box.shifts.ring(paul.mediator_id)
    staff.sign_in(box, "", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(paul.mediator_id).services == {DESK, "etat-civil"}
    assert code_of(lambda: staff.sign_in(box, "paul", "abeille", PIN, NOBODY)) == "wrong-sign-in"
    assert staff.supervised(box, paul.mediator_id) == frozenset(), "they are what they were"


def test_what_a_supervisor_does_not_hold_waits_for_another(box: Box, nadia: Actor, pauls: Mediator) -> None:
    chief = at_work(box, pauls, DESK)
    issued = setting_up.reissue(box, "nadia", chief)
    staff.sign_in(box, "nadia", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(nadia.mediator_id).services == {DESK}
    waits = {each.service_id: bool(each.sealed) for each in people.grants(box.store.read(), nadia.mediator_id)}
    assert waits.pop(DESK) and "etat-civil" in waits and not any(waits.values())
    with pytest.raises(Refused):
        staff.grant(box, "paul", "etat-civil", Actor("", nadia.mediator_id, ring=box.shifts.ring(nadia.mediator_id)))


def test_nobody_issues_to_themselves_or_without_supervising(box: Box, nadia: Actor, pauls: Mediator) -> None:
    paul = at_work(box, pauls, DESK, supervisor=False)
    for login, actor, code in (
        ("nadia", nadia, "not-oneself"), ("nadia", paul, "not-supervisor"), ("nobody", nadia, "no-such-mediator"),
    ):  # fmt: skip
        assert code_of(lambda given=(login, actor): setting_up.reissue(box, *given)) == code


def test_the_sheet_opens_every_service_when_nobody_else_can(box: Box, nadia: Actor) -> None:
    assert code_of(lambda: setting_up.recover(box, "nadia", "bonjour")) == "not-a-sheet"
    issued = setting_up.recover(box, "nadia", SHEET)
    staff.sign_in(box, "nadia", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(nadia.mediator_id) == nadia.ring
    assert staff.supervised(box, nadia.mediator_id) == nadia.ring.services


def test_the_sheet_lets_someone_in_again(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        for _ in range(staff.TRIES):
            people.add_wrong_try(db, nadia.mediator_id, box.clock.now())
    assert code_of(lambda: setting_up.let_in_by_sheet(box, "nadia", "bonjour")) == "not-a-sheet"
    setting_up.let_in_by_sheet(box, "nadia", SHEET)
    assert people.wrong_tries(box.store.read(), nadia.mediator_id) == 0


def test_a_service_that_comes_with_a_new_procedure_has_a_key_and_its_supervisors(box: Box, nadia: Actor) -> None:
    """Whoever supervises the desk, and the sheet; a mediator who does not gets nothing by it."""
    before = {each: safekeeping.public(box.store.read(), each) for each in safekeeping.services(box.store.read())}
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = shipped.replace("id: birth-certificate", "id: allotment").replace("id: etat-civil", "id: espaces-verts")
    assert own.count("espaces-verts") == 1
    (box.settings.paths.procedures / "allotment.yaml").write_text(own, "utf-8")
    box.store.close()
    again = open_box(box.settings, box.clock)
    setting_up.cover(again)
    setting_up.cover(again)
    db = again.store.read()
    assert {each: safekeeping.public(db, each) for each in before} == before, "no key is ever made anew"
    holders = {each.holder for each in people.grants(db) if each.service_id == "espaces-verts"}
    assert holders == {nadia.mediator_id, people.RECOVERY}
    again.store.close()


def test_a_box_whose_folder_was_emptied_is_set_up_anew(box: Box) -> None:
    box.store.close()
    shutil.rmtree(box.settings.data)
    fresh = open_box(box.settings, box.clock)
    assert not setting_up.is_set_up(fresh)
    fresh.store.close()


def test_a_first_day_that_was_cut_off_begins_again_while_nothing_is_lost(settings: Settings) -> None:
    box = open_box(settings)
    setting_up.first(box, "nadia", "Nadia Roux")  # the power goes before anyone has seen the sheet
    issued, words = setting_up.first(box, "nadia", "Nadia Roux")
    setting_up.verify_sheet(box, words)
    assert staff.sign_in(box, "nadia", issued.factor, issued.pin, Actor()).name == "Nadia Roux"
    with pytest.raises(Refused, match="already-set-up"):
        setting_up.first(box, "omar", "Omar Petit")
    box.store.close()
