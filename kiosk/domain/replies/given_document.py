"""The document that goes with a decision, as the hub's update promises it."""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.events.wire.replies import Given


def promised(update: Mapping[str, Any]) -> Given | None:
    """The document of an update; None where there is none, and where a hub says it in another way."""
    try:
        document: Given | None = convert(Given, update["document"]) if update.get("document") else None
    except Misfit:
        return None
    return document
