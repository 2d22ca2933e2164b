"""The papers that a request for papers asks for: each has an id, so that what comes can say which it answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from kiosk.domain.answers.attachment import JOINED, SEEN
from kiosk.domain.events.additions import SupplementItem
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.events.wire.statements import DecisionDocument, RequestedPaper


def find_promised_document(update: Mapping[str, Any]) -> DecisionDocument | None:
    """The document of an update; None where there is none, and where a hub says it in another way."""
    try:
        document: DecisionDocument | None = (
            convert(DecisionDocument, update["document"]) if update.get("document") else None
        )
    except Misfit:
        return None
    return document


def all_items(asked: Iterable[SupplementItem], listed: Iterable[SupplementItem]) -> tuple[SupplementItem, ...]:
    """The items of a form: what was asked for, then the documents of the procedure that it does not name."""
    first = tuple(asked)
    named = {item.id for item in first}
    return (*first, *(item for item in listed if item.id not in named))


class AskedState(StrEnum):
    """Where a paper that was asked for stands; the last two are what the service says of it."""

    OPEN = "open"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    GIVEN_UP = "given-up"


SETTLED = (AskedState.ACCEPTED, AskedState.GIVEN_UP)
"""Nothing is waited for any more."""


class AskedItem(Struct, frozen=True):
    """A paper that was asked for at a moment, and where it stands."""

    paper: RequestedPaper
    at: datetime
    state: AskedState

    @property
    def is_waited_for(self) -> bool:
        return self.state == AskedState.OPEN


def judge_asked_papers(
    asked: Iterable[tuple[datetime, RequestedPaper]],
    came: Iterable[tuple[datetime, Mapping[str, Any]]],
    settled: Mapping[str, str],
) -> tuple[AskedItem, ...]:
    """The papers `asked` for, in the order of asking, each as the service `settled` it (by id), else as what `came`
    leaves it: a supplement answers what was asked for before it reached the hub."""
    supplements = tuple(came)
    items = []
    for at, paper in asked:
        answered = answered_ids([paper], (body for moment, body in supplements if moment >= at))
        state = settled.get(paper.id) or (AskedState.ANSWERED if answered else AskedState.OPEN)
        items.append(AskedItem(paper, at, AskedState(state)))
    return tuple(items)


class AskedPapers(Struct, frozen=True):
    """The papers that a person is asked for now: how many, how many of these nobody has brought, and of the latter
    those that may be named to who reads."""

    count: int
    missing: int
    named: tuple[RequestedPaper, ...] = ()

    def without(self, documents: Iterable[tuple[str, str, str]]) -> "AskedPapers":
        """What is still missing once these came: of each document its id, its state, and which paper it answers."""
        came = [{"id": document, "state": state, "answers": answers} for document, state, answers in documents]
        done = answered_ids(self.named, [{"documents": came}])
        named = tuple(paper for paper in self.named if paper.id not in done)
        return AskedPapers(self.count, self.missing - len(done), named)

    @property
    def given(self) -> int:
        return self.count - self.missing

    @property
    def hidden(self) -> int:
        """How many are missing that cannot be named here: those that the service wrote in its own words."""
        return self.missing - len(self.named)


def count_asked_papers(items: Sequence[AskedItem], last: datetime) -> AskedPapers | None:
    """What the request at the moment `last` and those before it still ask for; None where nothing is named.

    One that is asked for again takes the place of the one before.
    """
    newest = {(item.paper.document, "" if item.paper.document else item.paper.label): item for item in items}
    now = [
        item
        for item in newest.values()
        if item.is_waited_for or (item.at == last and item.state != AskedState.GIVEN_UP)
    ]
    if not now and not any(item.at == last for item in items):
        return None
    missing = tuple(item.paper for item in now if item.is_waited_for)
    return AskedPapers(len(now), len(missing), missing)


def read_asked(said: Mapping[str, Any]) -> tuple[RequestedPaper, ...]:
    """The papers that an update asks for; none of a hub that says them in another way."""
    listed = said.get("asked")
    if not isinstance(listed, list) or not all(map(is_asked, listed)):
        return ()
    return tuple(RequestedPaper(paper["id"], paper["document"], paper["label"]) for paper in listed)


def is_asked(value: object) -> bool:
    """Whether a value of an update is a paper asked for."""
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in ("id", "document", "label"))


def answered_ids(papers: Iterable[RequestedPaper], supplements: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The ids of the papers that these supplements (bodies that came after the request) answer. One answers the paper
    that it names; one that names none, the listed document that it brings."""
    named: set[str] = set()
    brought: set[str] = set()
    for body in supplements:
        for document in body.get("documents") or ():
            if document["state"] in (SEEN, JOINED):
                named.add(document.get("answers") or "")
                brought.add(document["id"] or "")
    return frozenset(
        paper.id for paper in papers if paper.id in named or (paper.document and paper.document in brought)
    )
