"""An update of the hub as a mediator may read it: its words for who holds its service, else what is no secret."""

import json
from datetime import datetime
from typing import Any

from msgspec import Struct

from kiosk.clock import moment
from kiosk.crypto import sealing
from kiosk.domain.replies.case_news import translated
from kiosk.services.box.box import Actor
from kiosk.store.events.updates import Update

MOST_BYTES = 1_000_000
"""The most bytes of one update once it is decrypted."""


class ReadUpdate(Struct, frozen=True):
    """An update of the hub as an actor may read it; `message`, `by` and `outcome` are "" where they may not.

    `kind` equals an `UpdateKind`, or is the word of a newer hub. `outcome` is the answer to a person's request, "" in
    other updates. `said` is the whole JSON object that the hub signed, or what of it is no secret; `is_whole` says
    which. `is_new` is whether nobody at the desk was shown its words before.
    """

    id: str
    reference: str
    kind: str
    state: str
    at: datetime
    message: str
    by: str
    outcome: str
    said: dict[str, Any]
    is_new: bool
    is_whole: bool

    def translated(self, language: str) -> str:
        """Its message in this language, "" where it is there in French alone."""
        return translated(self.said, language)

    @property
    def came(self) -> dict[str, Any] | None:
        """What was added elsewhere; None in other updates, and where it cannot be read."""
        return self.said if "documents" in self.said else None


def opened(update: Update, actor: Actor) -> ReadUpdate:
    """An update with its words, for an actor who holds its service; for others only what is no secret."""
    body = _read_body(update, actor)
    return ReadUpdate(
        body["id"],
        body["reference"],
        body["kind"],
        body["state"],
        moment(body["at"]),
        body["message"],
        body["by"],
        body.get("outcome", ""),
        body,
        update.seen_at is None,
        not update.body or update.service_id in actor.ring.privates,
    )


def _read_body(update: Update, actor: Actor) -> dict[str, Any]:
    bare = {
        "id": update.id,
        "kind": update.kind,
        "state": update.state,
        "at": update.at.isoformat(),
        "message": "",
        "by": "",
        "reference": update.reference,
    }
    private = actor.ring.privates.get(update.service_id)
    if private is None or not update.body:
        return bare
    return dict(json.loads(sealing.unseal_packed(private, update.body, MOST_BYTES)))
