"""Fetch the documents that go with the hub's decisions, a chunk at a time, so that a cut or a kill loses one chunk.

The box can seal what it fetches and not open it: the key of a document is sealed to the service as soon as it is heard.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kiosk.connectors.hub import questions
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.replies.asked_paper import promised
from kiosk.errors import Unreachable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store.database import Database
from kiosk.store.events import updates
from kiosk.store.events.updates import KeptDocument

TOGETHER_S = 30.0
"""Seconds that one exchange spends on documents: events go before each."""
ASK_AGAIN = timedelta(minutes=10)
"""How long a document waits that the hub had not, or failed at."""


def expect(db: Database, update: Mapping[str, Any], service_id: str) -> None:
    """Note that an update which was just kept has a document, in the caller's transaction."""
    if document := promised(update):
        updates.expect(db, document.id, update["id"], service_id, document.size)


def fetch(box: Box, hub: Hub, seconds: float = TOGETHER_S) -> bool:
    """Fetch what lacks for so many seconds; whether some is left that can be fetched at once.

    A document that the hub has not, or fails at, keeps no other back. Raises `Unreachable` where the line is broken:
    what came stays.
    """
    ends = box.clock.monotonic() + seconds
    for document in updates.to_fetch(box.store.read(), box.watch.today().now - ASK_AGAIN):
        try:
            came = _fetch_one(box, hub, document, ends)
        except Unreachable as fault:
            if "status" not in fault.details:
                raise
            came = False
        if came is None:
            return True
        if not came:
            with box.store.write() as db:
                updates.note_asked(db, document.id, box.watch.today().now)
    return False


def _fetch_one(box: Box, hub: Hub, document: KeptDocument, ends: float) -> bool | None:
    """Whether it is whole now; None where the time was over before."""
    names = document.chunks
    if not names:
        made_of = questions.ask_given_documents(hub, document.id, box.clock.new_id())
        if made_of is None:
            return False
        opens = json.dumps({"key": made_of.key.hex(), "header": made_of.header.hex()}).encode()
        with box.store.write() as db:
            service_id, sealed = data_keys.sealed_for(db, document.service_id, opens)
            updates.note_made_of(db, document.id, service_id, sealed, made_of.chunks)
        names = made_of.chunks
    there = updates.places(box.store.read(), document.id)
    for place, name in enumerate(names):
        if place in there:
            continue
        if box.clock.monotonic() >= ends:
            return None
        chunk = questions.fetch(hub, document.id, name)
        if chunk is None:
            return False
        with box.store.write() as db:
            updates.add_chunk(db, document.id, place, chunk)
    return True
