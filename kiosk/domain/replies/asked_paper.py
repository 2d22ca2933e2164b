"""The papers that a request for papers asks for: each has an id, so that what comes can say which it answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

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


def open_items(request: Mapping[str, Any], supplements: Iterable[Mapping[str, Any]]) -> tuple[SupplementItem, ...]:
    """The items of a request (the hub's update) that no supplement after it has answered."""
    asked, since = read_asked(request), datetime.fromisoformat(request["at"])
    done = answered_ids(asked, (body for body in supplements if datetime.fromisoformat(body["recorded_at"]) >= since))
    return tuple(SupplementItem(paper.document, paper.label, paper.id) for paper in asked if paper.id not in done)


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
