"""The mandates of a person, on the line that says who they are: those in force, and nobody else's."""

from msgspec.structs import replace

from kiosk.domain.keys.ring import NOBODY
from kiosk.domain.mandates.mandate import Mandate
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.services.people.people_search import Directory, Entry
from kiosk.services.work.their_mandates import in_force
from tests.gallery.site.cast import Watch
from tests.gallery.site.mandated import DAY, DRAWN, JEANNE, TERMS, at_the_desk

HERS = Entry("a", "", (), "1945-03-12", "J. M.", "Jeanne Martin", "", ("martin",), "jeanne", "")


def of(box: Box, actor: Actor, directory: Directory, entry: Entry = HERS) -> list[Mandate]:
    return list(in_force(box, box.store.read(), actor, directory, entry))


def test_the_mandates_of_a_person_are_those_that_she_signed_and_that_last(box: Box, watch: Watch) -> None:
    holder, directory = at_the_desk(box), Directory()
    made = mandates.make(box, TERMS, DRAWN, holder).mandate
    mandates.make(box, replace(TERMS, manner="paper"), None, holder)
    mandates.make(box, replace(TERMS, person=replace(JEANNE, given_names="Louise")), DRAWN, holder)
    assert of(box, holder, directory) == [made]
    assert of(box, holder, directory) == [made], "from memory"
    assert of(box, holder, directory, replace(HERS, birth_date="1945-03-13")) == []
    watch.wait(40 * DAY)
    assert of(box, holder, directory) == []


def test_who_holds_no_key_of_the_desk_learns_of_none(box: Box) -> None:
    mandates.make(box, TERMS, DRAWN, at_the_desk(box))
    assert of(box, Actor("", "x" * 32, ring=NOBODY), Directory()) == []
