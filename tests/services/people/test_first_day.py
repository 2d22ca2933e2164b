"""The first day of a box, and its worst."""

import shutil
from dataclasses import replace

import pytest

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box, open_box, shipped_procedures
from kiosk.services.people import first_day, sign_in
from kiosk.settings import Settings
from kiosk.store import people, wrapped_keys
from kiosk.store.people import Mediator
from tests.gallery.site.cast import SHEET, a_mediator, at_work
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
    box = open_box(settings)
    assert not first_day.is_set_up(box)
    issued, words = first_day.first(box, " nadia ", " Nadia Roux ")
    assert first_day.is_set_up(box)
    every = {DESK, *(procedure.service.id for procedure in box.catalogue.procedures)}
    assert wrapped_keys.select_services(box.store.read()) == sorted(every)
    nadia = sign_in.sign_in_mediator(box, "nadia", issued.factor, issued.pin, NOBODY)
    assert (nadia.name, box.shifts.ring(nadia.id).services) == ("Nadia Roux", every)
    assert sign_in.list_supervised_services(box.store.read(), nadia.id) == every
    sheet = people.read_recovery_sheet(box.store.read())
    assert sheet is not None and sheet.verified_at is None
    assert code_of(lambda: first_day.verify_recovery_sheet(box, SHEET)) == Refusal.ANOTHER_SHEET
    assert code_of(lambda: first_day.verify_recovery_sheet(box, "bonjour")) == Refusal.NOT_A_SHEET
    first_day.verify_recovery_sheet(box, words)
    sheet = people.read_recovery_sheet(box.store.read())
    assert sheet is not None and sheet.verified_at is not None
    assert code_of(lambda: first_day.first(box, "eve", "Eve")) == Refusal.ALREADY_SET_UP
    assert len(people.select_mediators(box.store.read())) == 1
    box.store.close()


def test_what_was_issued_lies_nowhere_in_the_box(settings: Settings) -> None:
    box = open_box(settings)
    issued, words = first_day.first(box, "nadia", "Nadia Roux", "badge")
    kept = [
        value if isinstance(value, bytes) else str(value).encode()
        for table in ("mediators", "recovery", "grants", "services", "journal")
        for row in box.store.read().conn.execute(f"SELECT * FROM {table}")
        for value in row
    ]
    assert not any(secret.encode() in value for value in kept for secret in (issued.factor, issued.pin, words))
    assert people.read_mediator_by_factor(box.store.read(), issued.mediator.factor_hash) == issued.mediator
    box.store.close()


def test_before_the_first_day_nobody_is_added_and_no_sheet_fits(settings: Settings) -> None:
    box = open_box(settings)
    assert code_of(lambda: first_day.add_mediator(box, "paul", "Paul")) == Refusal.NOT_SET_UP
    assert code_of(lambda: first_day.verify_recovery_sheet(box, SHEET)) == Refusal.NOT_SET_UP
    box.store.close()


def test_a_colleague_holds_nothing_until_a_supervisor_hands_a_service_over(box: Box, nadia: Actor) -> None:
    issued = first_day.add_mediator(box, "paul", "Paul Morel", "badge")
    paul = sign_in.sign_in_mediator(box, "", issued.factor, issued.pin, NOBODY)
    assert paul.name == "Paul Morel" and not box.shifts.ring(paul.id)
    sign_in.grant_service(box, "paul", "etat-civil", nadia)
    sign_in.sign_in_mediator(box, "", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(paul.id).services == {DESK, "etat-civil"}


def test_an_administrator_opens_no_case(box: Box, nadia: Actor) -> None:
    issued = first_day.add_mediator(box, "root", "Ida Caron", administrator=True)
    ida = sign_in.sign_in_mediator(box, "root", issued.factor, issued.pin, NOBODY)
    assert ida.administrator and not box.shifts.ring(ida.id)
    assert people.select_grants(box.store.read(), ida.id) == []


def test_what_a_supervisor_does_not_hold_waits_for_another(box: Box, nadia: Actor, pauls: Mediator) -> None:
    chief = at_work(box, pauls, DESK)
    issued = first_day.reissue_sign_in(box, "nadia", chief)
    sign_in.sign_in_mediator(box, "nadia", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(nadia.mediator_id).services == {DESK}
    waits = {
        grant.service_id: bool(grant.sealed) for grant in people.select_grants(box.store.read(), nadia.mediator_id)
    }
    assert waits.pop(DESK) and "etat-civil" in waits and not any(waits.values())
    with pytest.raises(Refused):
        sign_in.grant_service(
            box, "paul", "etat-civil", Actor("", nadia.mediator_id, ring=box.shifts.ring(nadia.mediator_id))
        )


def test_the_sheet_gives_nothing_to_someone_who_held_nothing(box: Box, nadia: Actor) -> None:
    """A new colleague, and whoever runs the box: they can sign in, and a supervisor decides what they open."""
    for login, administrator in (("luc", False), ("ada", True)):
        first_day.add_mediator(box, login, login.title(), administrator=administrator)
        issued = first_day.recover_sign_in(box, login, SHEET)
        person = sign_in.sign_in_mediator(box, login, issued.factor, issued.pin, NOBODY)
        assert (issued.services, box.shifts.ring(person.id).services) == (frozenset(), frozenset())
        assert people.select_grants(box.store.read(), person.id) == []


def test_the_sheet_gives_back_what_someone_held_as_they_held_it(box: Box, nadia: Actor, pauls: Mediator) -> None:
    paul = at_work(box, pauls, DESK, "etat-civil", supervisor=False)
    issued = first_day.recover_sign_in(box, "paul", SHEET)
    sign_in.sign_in_mediator(box, "paul", issued.factor, issued.pin, NOBODY)
    assert issued.services == box.shifts.ring(paul.mediator_id).services == {DESK, "etat-civil"}
    assert sign_in.list_supervised_services(box.store.read(), paul.mediator_id) == frozenset()


def test_where_nobody_is_left_the_sheet_makes_a_supervisor_of_every_service_and_says_so(
    box: Box, nadia: Actor, pauls: Mediator
) -> None:
    paul = at_work(box, pauls, DESK, supervisor=False)
    issued = first_day.recover_sign_in(box, "paul", SHEET, every_service=True)
    sign_in.sign_in_mediator(box, "paul", issued.factor, issued.pin, NOBODY)
    assert box.shifts.ring(paul.mediator_id) == nadia.ring
    assert (
        sign_in.list_supervised_services(box.store.read(), paul.mediator_id) == nadia.ring.services == issued.services
    )
    line = box.store.read().execute("SELECT action, mediator_id FROM journal WHERE action = 'made-supervisor'")
    assert line.fetchall() == [("made-supervisor", paul.mediator_id)]


def test_an_administrator_is_never_made_a_supervisor_by_the_sheet(box: Box, nadia: Actor) -> None:
    added = first_day.add_mediator(box, "ada", "Ada Morel", administrator=True)
    with pytest.raises(Refused) as refused:
        first_day.recover_sign_in(box, "ada", SHEET, every_service=True)
    assert (refused.value.code, refused.value.details) == (Refusal.IS_ADMINISTRATOR, {"name": "Ada Morel"})
    assert sign_in.sign_in_mediator(box, "ada", added.factor, added.pin, NOBODY), "their own sign-in is still the same"
    assert people.select_grants(box.store.read(), added.mediator.id) == []


def test_a_service_that_comes_with_a_new_procedure_has_a_key_and_its_supervisors(box: Box, nadia: Actor) -> None:
    """Whoever supervises the desk, and the sheet; a mediator who does not gets nothing by it."""
    before = {
        service: wrapped_keys.read_service_public_key(box.store.read(), service)
        for service in wrapped_keys.select_services(box.store.read())
    }
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = shipped.replace("id: birth-certificate", "id: allotment").replace("id: etat-civil", "id: espaces-verts")
    assert own.count("espaces-verts") == 1
    (box.settings.paths.procedures / "allotment.yaml").write_text(own, "utf-8")
    box.store.close()
    again = open_box(box.settings, box.clock)
    first_day.cover(again)
    first_day.cover(again)
    db = again.store.read()
    # no key is ever made anew
    assert {item: wrapped_keys.read_service_public_key(db, item) for item in before} == before
    holders = {grant.holder for grant in people.select_grants(db) if grant.service_id == "espaces-verts"}
    assert holders == {nadia.mediator_id, people.RECOVERY}
    again.store.close()


def test_a_box_whose_folder_was_emptied_is_set_up_anew(box: Box) -> None:
    box.store.close()
    shutil.rmtree(box.settings.data)
    fresh = open_box(box.settings, box.clock)
    assert not first_day.is_set_up(fresh)
    fresh.store.close()


def test_a_first_day_that_was_cut_off_begins_again_while_nothing_is_lost(settings: Settings) -> None:
    box = open_box(settings)
    first_day.first(box, "nadia", "Nadia Roux")  # the power goes before anyone has seen the sheet
    issued, words = first_day.first(box, "nadia", "Nadia Roux")
    first_day.verify_recovery_sheet(box, words)
    assert sign_in.sign_in_mediator(box, "nadia", issued.factor, issued.pin, Actor()).name == "Nadia Roux"
    with pytest.raises(Refused, match="already-set-up"):
        first_day.first(box, "omar", "Omar Petit")
    box.store.close()


def test_a_colleague_is_added_with_every_service_or_not_at_all(box: Box, nadia: Actor) -> None:
    short = replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK], "ccas": nadia.ring.privates["ccas"]}))
    before = list(box.store.read().query("SELECT count(*) AS lines FROM journal"))
    zoe = ("zoe", "Zoé Martin", "badge", ("ccas", "etat-civil"))
    assert code_of(lambda: first_day.add_colleague(box, *zoe, short)) == Refusal.NOT_SUPERVISOR
    assert people.read_mediator_by_login(box.store.read(), "zoe") is None
    assert list(box.store.read().query("SELECT count(*) AS lines FROM journal")) == before

    issued = first_day.add_colleague(box, *zoe, nadia)
    service_ids = {
        grant.service_id for grant in people.select_grants(box.store.read(), issued.mediator.id) if grant.sealed
    }
    assert service_ids == {DESK, "ccas", "etat-civil"}
    lines = list(box.store.read().query("SELECT mediator_id, action, detail FROM journal ORDER BY number DESC LIMIT 3"))
    assert [(line["action"], line["detail"]) for line in reversed(lines)] == [
        ("mediator-added", "zoe"), ("granted", "ccas zoe"), ("granted", "etat-civil zoe"),
    ]  # fmt: skip
    assert {line["mediator_id"] for line in lines} == {nadia.mediator_id}


def test_a_colleague_without_a_service_is_nobody(box: Box, nadia: Actor) -> None:
    zoe = ("zoe", "Zoé Martin", "badge", ())
    assert code_of(lambda: first_day.add_colleague(box, *zoe, nadia)) == Refusal.NO_SERVICE_CHOSEN
    assert people.read_mediator_by_login(box.store.read(), "zoe") is None
