"""What the service asked for and nobody brought yet: the items of its last request, less those that were answered."""

from collections.abc import Iterable, Mapping
from typing import Any

from kiosk.domain.events.supplement import Item


def answered(supplements: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The ids of the asked items that these bodies of supplements answer."""
    documents = (document for body in supplements for document in body.get("documents") or ())
    return frozenset(document["answers"] for document in documents if document.get("answers"))


def open_items(asked: object, supplements: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items of a request (`asked` of the hub's update, as it was read) that no supplement has answered.

    None for a hub that asks in its message alone; what is no item of this version is left out.
    """
    done = answered(supplements)
    items = (entry for entry in (asked if isinstance(asked, list) else ()) if isinstance(entry, dict))
    return tuple(
        Item(str(entry.get("document") or ""), str(entry.get("label") or ""), entry["id"])
        for entry in items
        if isinstance(entry.get("id"), str) and entry["id"] not in done
    )


def all_items(asked: Iterable[Item], listed: Iterable[Item]) -> tuple[Item, ...]:
    """The items of a form: what was asked for, then the documents of the procedure that it does not name."""
    first = tuple(asked)
    named = {item.id for item in first}
    return (*first, *(item for item in listed if item.id not in named))
