"""Opens the document that came with a decision, for whoever holds the key of its service."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kiosk.domain.answers import attachment
from kiosk.domain.events.wire.replies import Given
from kiosk.domain.replies.given_document import promised
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.store.database import Database
from kiosk.store.events import given_documents


class ShownDocument(Struct, frozen=True):
    """The document of a decision as a page lists it; `is_here` once all of it has come."""

    given: Given
    is_here: bool


def of_update(db: Database, said: Mapping[str, Any]) -> ShownDocument | None:
    """The document that an update promises, as far as its words can be read; None where it has none."""
    document = promised(said)
    if document is None:
        return None
    kept = given_documents.of_update(db, str(said["id"]))
    return ShownDocument(document, kept is not None and kept.is_whole)


def opened(box: Box, said: Mapping[str, Any], reader: Reader) -> tuple[Given, bytes]:
    """The document of an update and its bytes, which are those that the hub promised.

    Raises `Refused`: `nothing-to-print` where the update has none, or this reader has not the key, `document-coming`
    where it is not whole; one whose bytes are others is asked for again.
    """
    db, document = box.store.read(), promised(said)
    kept = given_documents.of_update(db, str(said["id"])) if document else None
    if document is None or kept is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    if not kept.is_whole:
        raise Refused(Refusal.DOCUMENT_COMING)
    made_of = reader.sealed(kept.service_id, kept.made_of)
    if made_of is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    opens = {name: bytes.fromhex(part) for name, part in json.loads(made_of).items()}
    try:
        content = b"".join(
            attachment.opened(kept.id, opens["key"], opens["header"], given_documents.chunks(db, kept.id))
        )
    except Unreadable:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        with box.store.write() as writing:
            given_documents.start_again(writing, kept.id)
        raise Refused(Refusal.DOCUMENT_COMING)
    return document, content
