"""Shots of a case on the telephone of whoever holds its receipt: papers asked for, one that waits, and sent."""

from collections.abc import Iterable, Iterator

from werkzeug.test import TestResponse

from hub.cases.cases import read_case
from hub.cases.states import DECIDED
from hub.decisions.decisions import Asking, askable
from hub.hub import Hub
from kiosk.errors import Refused
from tests.gallery.shots.town import Town, decide
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone


def from_a_telephone(place: Town, known: Iterable[tuple[str, str]]) -> Iterator[tuple[str, TestResponse]]:
    """Papers are asked for in one of the `known` cases (reference, code): a photo is sent, in French and in Arabic."""
    hub = place.central.hub
    reference, code, documents = next(filter(None, (_open(hub, *pair) for pair in known)))
    decide(place, reference, "incomplete", "", Asking(documents, "Le bail"))
    telephone = Telephone(place.central.app.test_client(), reference, code)
    yield "telephone", telephone.answer()
    yield "telephone-ar", telephone.answer(lang="ar")
    yield "telephone-waits", telephone.open().choose(picture("JPEG", size=(600, 400)))
    yield "telephone-refused-ar", telephone.open(lang="ar").choose(b"MZ")
    yield "telephone-sent", telephone.open().press("/f/copies")
    yield "telephone-sent-ar", telephone.open(lang="ar").answer(lang="ar")


def _open(hub: Hub, reference: str, code: str) -> tuple[str, str, tuple[str, ...]] | None:
    """A case that is not decided, with the ids of two documents that it lists; None for any other."""
    with hub.store.reading() as connection:
        try:
            case = read_case(connection, hub.ring, reference)
        except Refused:  # it is still on the box
            return None
    documents = tuple(document for document, _ in askable(case.submitted)[:2])
    return (reference, code, documents) if documents and case.state not in DECIDED and not case.prepared else None
