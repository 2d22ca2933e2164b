"""What a form offers to add papers for: what the service asked for and nobody brought yet, then other documents."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kiosk.domain.events.supplement import Item
from kiosk.domain.replies.asked_paper import answered_ids, read_asked


def open_items(request: Mapping[str, Any], supplements: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items of a request (the hub's update) that no supplement after it has answered."""
    asked, since = read_asked(request), datetime.fromisoformat(request["at"])
    done = answered_ids(asked, (body for body in supplements if datetime.fromisoformat(body["recorded_at"]) >= since))
    return tuple(Item(paper.document, paper.label, paper.id) for paper in asked if paper.id not in done)


def all_items(asked: Iterable[Item], listed: Iterable[Item]) -> tuple[Item, ...]:
    """The items of a form: what was asked for, then the documents of the procedure that it does not name."""
    first = tuple(asked)
    named = {item.id for item in first}
    return (*first, *(item for item in listed if item.id not in named))
