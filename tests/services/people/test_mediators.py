"""Whoever leaves the team holds nothing any more, people are found by those who may, and screens are named."""

import pytest

from kiosk.domain.keys.ring import DESK
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import PaperSlot, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.people_search import Directory, search_directory
from kiosk.store import journal, people
from kiosk.store.people import KeptStation
from tests.conftest import PASSPHRASE, PIN, a_mediator, at_work
from tests.gallery.site.gestures import answered, form, submitted
from tests.services.conftest import destroyed, fault_of

NOBODY = Actor("station")
OMARS_WORDS, OMARS_PIN = "bocal cerise dauphin éolien fougère girafe", "739164"


@pytest.fixture
def omar(box: Box) -> Actor:
    """Nadia's colleague: the desk and the « état civil », and no supervisor."""
    return at_work(box, a_mediator("omar", "Omar Haddad", "b", OMARS_WORDS, OMARS_PIN), DESK, "etat-civil",
                   supervisor=False)  # fmt: skip


def refused_to(actor: Actor, box: Box, login: str, gesture: object = first_day.remove_mediator) -> str:
    with pytest.raises(Refused) as refused:
        gesture(box, login, actor)  # type: ignore[operator]
    return fault_of(refused)


def test_who_has_left_cannot_sign_in_and_holds_nothing(box: Box, nadia: Actor, omar: Actor) -> None:
    sign_in.sign_in_mediator(box, "omar", OMARS_WORDS, OMARS_PIN, NOBODY)
    first_day.remove_mediator(box, "omar", nadia)
    assert not box.shifts.ring(omar.mediator_id)
    with pytest.raises(Refused, match=Refusal.WRONG_SIGN_IN):  # as a login that never was
        sign_in.sign_in_mediator(box, "omar", OMARS_WORDS, OMARS_PIN, NOBODY)
    with pytest.raises(Refused, match=Refusal.SHIFT_OVER):
        sign_in.unlock_screen(box, omar.mediator_id, OMARS_PIN, NOBODY)
    assert not people.select_grants(box.store.read(), omar.mediator_id)
    kept = list(box.store.read().query("SELECT length(wrapped) + length(salt) + length(public) AS left FROM mediators"
                " WHERE login = 'omar'"))  # fmt: skip
    assert kept == [{"left": 0}], "no key of theirs is kept to be tried"


def test_a_badge_that_is_handed_in_too_late_opens_nothing(box: Box, nadia: Actor) -> None:
    issued = first_day.add_mediator(box, "zoe", "Zoé Martin", "badge")
    sign_in.grant_service(box, "zoe", DESK, nadia)
    sign_in.sign_in_mediator(box, "", issued.factor, issued.pin, NOBODY)
    first_day.remove_mediator(box, "zoe", nadia)
    with pytest.raises(Refused, match=Refusal.WRONG_SIGN_IN):
        sign_in.sign_in_mediator(box, "", issued.factor, issued.pin, NOBODY)


def test_the_name_stays_in_the_history_and_in_no_list(box: Box, nadia: Actor, omar: Actor) -> None:
    with box.store.write() as db:
        journal.insert_journal_line(
            db, box.clock.now(), JournalAction.RESUMED, mediator_id=omar.mediator_id, reference="SA4F7K29"
        )
    first_day.remove_mediator(box, "omar", nadia)
    assert [line.mediator for line in journal.select_journal_lines(box.store.read(), "SA4F7K29")] == ["Omar Haddad"]
    assert [mediator.login for mediator in people.select_mediators(box.store.read())] == ["nadia"]
    last = list(box.store.read().query("SELECT action, mediator_id, detail FROM journal ORDER BY number DESC LIMIT 1"))
    assert last == [{"action": "mediator-removed", "mediator_id": nadia.mediator_id, "detail": "omar"}]


@pytest.mark.parametrize("login", ["omar", "OMAR"])
def test_a_login_is_never_given_to_another(box: Box, nadia: Actor, omar: Actor, login: str) -> None:
    first_day.remove_mediator(box, "omar", nadia)
    with pytest.raises(Refused, match=Refusal.LOGIN_TAKEN):
        first_day.add_mediator(box, login, "Omar Benali")


def test_nobody_removes_themselves_or_shows_themselves_out(box: Box, nadia: Actor) -> None:
    assert refused_to(nadia, box, "nadia") == "not-oneself"
    assert refused_to(nadia, box, "nadia", first_day.sign_out_colleague) == "not-oneself"


def test_only_a_supervisor_of_all_they_hold_removes_someone(box: Box, nadia: Actor, omar: Actor) -> None:
    lea = at_work(box, a_mediator("lea", "Léa Petit", "c"), DESK)
    assert refused_to(lea, box, "omar") == "not-supervisor", "she supervises the desk and not the « état civil »"
    assert refused_to(omar, box, "lea") == "not-supervisor", "he supervises nothing"
    assert refused_to(nadia, box, "zoe") == "no-such-mediator"
    assert box.store.read().table("mediators").count_where("left_at IS NOT NULL") == 0
    assert refused_to(nadia, box, "nadia") == "not-oneself"
    assert refused_to(nadia, box, "nadia", first_day.sign_out_colleague) == "not-oneself"


def test_who_supervises_nothing_removes_nobody_not_even_who_holds_nothing(box: Box, nadia: Actor, omar: Actor) -> None:
    first_day.add_mediator(box, "zoe", "Zoé Martin")
    assert refused_to(omar, box, "zoe") == "not-supervisor"
    first_day.remove_mediator(box, "zoe", nadia)


def test_the_last_supervisor_of_a_service_stays(box: Box, nadia: Actor, omar: Actor) -> None:
    with pytest.raises(Refused, match=Refusal.LAST_SUPERVISOR):
        first_day.remove_here(box, "nadia")
    assert sign_in.sign_in_mediator(box, "nadia", PASSPHRASE, PIN, NOBODY).name == "Nadia Roux", (
        "nothing was taken from her"
    )
    at_work(box, a_mediator("lea", "Léa Petit", "c"))
    first_day.remove_here(box, "nadia")
    with pytest.raises(Refused):
        sign_in.sign_in_mediator(box, "nadia", PASSPHRASE, PIN, NOBODY)


def test_a_supervisor_who_waits_for_their_services_does_not_count(box: Box, nadia: Actor) -> None:
    """Who lost their badge holds no key yet: they could hand nothing over."""
    lea = at_work(box, a_mediator("lea", "Léa Petit", "c"))
    with box.store.write() as db:
        people.suspend_grants(db, lea.mediator_id)
    with pytest.raises(Refused, match=Refusal.LAST_SUPERVISOR):
        first_day.remove_here(box, "nadia")


FRENCH = Preferences()


def named(box: Box, actor: Actor, birth: str, given: str) -> str:
    case_id = answered(box, actor=actor)
    drafts.answer_step(box, case_id, "person", form({"f.birth_name": birth, "f.given_names": given}), FRENCH, actor)
    return case_id


def found(box: Box, actor: Actor, typed: str, directory: Directory | None = None) -> list[str]:
    return [entry.case_id for entry in search_directory(box, directory or Directory(), actor.ring, typed)]


@pytest.fixture
def benaissa(box: Box, nadia: Actor) -> str:
    named(box, nadia, "Petit", "Anne")
    return named(box, nadia, "Benaïssa-Roux", "Marie Émilie")


def test_a_person_is_found_as_people_type_and_not_otherwise(box: Box, nadia: Actor, benaissa: str) -> None:
    for typed in [
        "benaissa", "BENAÏSSA", "ben", "roux", "emilie", "Marie Benaïssa", "roux émi", "benaissaroux", "benaissa %",
        "03/02/1965 benaissa", "1965-02-03 roux", "3.2.1965 marie",
    ]:  # fmt: skip
        assert found(box, nadia, typed) == [benaissa]
    for typed in ["", "   ", "issa", "benaissa anne", "marie 04/02/1965", "zzz", "1945", "'; --", "%"]:
        assert found(box, nadia, typed) == []


def test_a_name_that_was_corrected_is_found_under_the_new_one(box: Box, nadia: Actor, benaissa: str) -> None:
    directory = Directory()
    assert found(box, nadia, "benaissa", directory) == [benaissa]
    drafts.answer_step(
        box, benaissa, "person", form({"f.birth_name": "Martin", "f.given_names": "Marie"}), FRENCH, nadia
    )
    assert found(box, nadia, "benaissa", directory) == []
    assert found(box, nadia, "martin", directory) == [benaissa]


def test_a_submitted_case_is_found_with_its_reference_until_its_key_is_destroyed(box: Box, nadia: Actor) -> None:
    directory, case = Directory(), submitted(box)
    (entry,) = search_directory(box, directory, nadia.ring, "benali")
    assert (entry.case_id, entry.reference, entry.initials, entry.said) == (
        case.case_id, case.reference, "M. B.", "Marie Louise Benali",
    )  # fmt: skip
    destroyed(box, case.case_id)
    assert found(box, nadia, "benali", directory) == []
    assert found(box, nadia, "benali") == []


def test_a_case_that_names_nobody_but_who_asks_is_theirs(box: Box, nadia: Actor) -> None:
    """A school is asked for children in a list: the desk names the parent, as the hub does."""
    case_id = drafts.begin_draft(box, "school-registration", FRENCH, nadia).id
    drafts.answer_step(box, case_id, "for-whom", form({"f.for_whom": "my_child"}), FRENCH, nadia)
    parent = form({"f.applicant_family_name": "Lemaire", "f.applicant_given_names": "Karim"})
    drafts.answer_step(box, case_id, "applicant", parent, FRENCH, nadia)
    (entry,) = search_directory(box, Directory(), nadia.ring, "lemaire")
    assert (entry.initials, entry.said) == ("K. L.", "Karim Lemaire")


def test_the_last_changed_comes_first(box: Box, nadia: Actor) -> None:
    first, second = (named(box, nadia, "Durand", name) for name in ("Paul", "Pauline"))
    assert found(box, nadia, "durand paul") == [second, first]
    drafts.answer_step(box, first, "copy", form({"f.copy_type": "full", "f.copies": "2"}), FRENCH, nadia)
    assert found(box, nadia, "durand paul") == [first, second]


def test_no_column_can_be_searched_for_a_name(box: Box, nadia: Actor, benaissa: str) -> None:
    for row in list(box.store.read().query("SELECT * FROM cases")):
        for value in row.values():
            raw = value if isinstance(value, bytes) else str(value).encode()
            assert b"enais" not in raw.lower()  # three letters would stand in random bytes once in a thousand runs


def test_a_draft_without_names_is_in_no_search(box: Box, nadia: Actor) -> None:
    case = drafts.begin_draft(box, "birth-certificate", FRENCH, nadia)
    assert case.id not in Directory().look(box, nadia.ring) or not search_directory(box, Directory(), nadia.ring, "a")
    assert open_case(box, case.id, nadia).editable


@pytest.fixture
def at_station(box: Box) -> Actor:
    with box.store.write() as db:
        people.insert_station(db, "s" * 32, "hash", StationRole.DESK, box.clock.now())
    return Actor(station_id="s" * 32, mediator_id="a" * 32)


def station(box: Box) -> KeptStation:
    result = people.read_station(box.store.read(), "hash")
    assert result is not None
    return result


def station_lines(box: Box) -> list[tuple[str, str, str, str]]:
    """The lines about stations: who, where, what, and of what."""
    records = list(
        box.store.read().query("SELECT mediator_id, station_id, action, detail FROM journal ORDER BY number")
    )
    return [tuple(line.values()) for line in records if line["action"] in ("role-changed", *NEW)]  # type: ignore[misc]


NEW = ("station-named", "station-measured", "paper-slot-placed")


def test_each_change_stands_in_the_journal_with_who_made_it(box: Box, at_station: Actor) -> None:
    first_day.name_station(box, "  Borne de l’entrée  ", at_station)
    first_day.give_role(box, StationRole.TERMINAL, at_station)
    first_day.measure_station_screen(box, Measure(0.25, 600), at_station)
    assert station(box) == KeptStation("s" * 32, StationRole.TERMINAL, "Borne de l’entrée", 0.25, 600)
    first_day.measure_station_screen(box, None, at_station)
    assert (station(box).mm_per_px, station(box).distance_mm) == (0, 0)
    first_day.place_paper_slot(box, PaperSlot.BELOW_RIGHT, at_station)
    assert people.read_paper_slot(box.store.read(), at_station.station_id) == PaperSlot.BELOW_RIGHT
    who = ("a" * 32, "s" * 32)
    assert station_lines(box) == [
        (*who, "station-named", "Borne de l’entrée"), (*who, "role-changed", "terminal"),
        (*who, "station-measured", "0.250 600"), (*who, "station-measured", ""),
        (*who, "paper-slot-placed", "below-right"),
    ]  # fmt: skip


@pytest.mark.parametrize("gesture", ["name_station", "give_role", "measure_station_screen"])
def test_what_the_journal_cannot_note_is_not_changed(box: Box, at_station: Actor, gesture: str) -> None:
    before = station(box)
    with box.store.write() as db:
        db.conn.execute("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'full'); END")
    changes = {"name_station": "Borne", "give_role": StationRole.TERMINAL, "measure_station_screen": Measure(0.25, 600)}
    with pytest.raises(Exception, match="full"):
        getattr(first_day, gesture)(box, changes[gesture], at_station)
    assert station(box) == before
