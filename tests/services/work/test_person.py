"""Whose case it is, and what else of theirs is here."""

import dataclasses

from msgspec.structs import replace

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.services.people.people_search import Directory, Entry
from kiosk.services.work.person import person_of, person_of_mandate
from tests.gallery.site import mandated
from tests.gallery.site.gestures import helped, submitted

MARIE = Entry("a", "", (), "1965-02-03", "M. B.", "Marie Benali", "", ("benali", "martin"), "marie", "")


def test_a_case_says_who_the_person_is_and_names_their_others(box: Box, nadia: Actor) -> None:
    first, second = submitted(box), submitted(box)
    whose = person_of(box, box.store.read(), helped(box), Directory(), first.case_id)
    assert whose is not None
    assert whose.entry.said and whose.age is not None and whose.language == "fr"
    assert [other.reference for other in whose.submitted] == [second.reference]
    assert whose.drafts == () and whose.mandates == () and whose.noted == ()
    (other,) = whose.submitted
    assert other.procedure is not None and other.state == "submitted" and other.case_id == second.case_id


def test_nothing_is_said_of_a_person_whose_answers_are_gone_or_another_service_s(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    stranger = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    assert person_of(box, box.store.read(), stranger, Directory(), case.case_id) is None
    with box.store.write() as db:
        data_keys.destroy(box, db, case.case_id, box.clock.now())
    assert person_of(box, box.store.read(), nadia, Directory(), case.case_id) is None


def test_one_person_is_known_by_day_of_birth_a_family_name_and_a_given_name() -> None:
    """A twin bears the day and the family's name, a namesake the names."""
    assert MARIE.is_of(replace(MARIE, family=("martin",)))
    assert not MARIE.is_of(replace(MARIE, given="louise"))
    assert not MARIE.is_of(replace(MARIE, birth_date="1965-02-04"))
    assert not MARIE.is_of(replace(MARIE, family=("durand",)))
    assert not replace(MARIE, birth_date="").is_of(replace(MARIE, birth_date=""))


def test_who_gave_a_mandate_is_known_with_all_of_their_cases(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    person = mandated.Person("Benali", "Marie Louise", "1965-02-03")
    made = mandates.make(box, replace(mandated.TERMS, person=person), mandated.DRAWN, mandated.at_the_desk(box)).mandate
    whose = person_of_mandate(box, box.store.read(), helped(box), Directory(), made)
    assert whose is not None and [other.reference for other in whose.submitted] == [case.reference]
    other = replace(made, person=replace(person, birth_date="1965-02-04"))
    assert person_of_mandate(box, box.store.read(), helped(box), Directory(), other) is None
