"""The body of a `supplement` event: documents, files or words added to a submitted case, by reference."""

import json
from collections.abc import Iterable
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import asdict as fields_of
from msgspec.structs import replace

from kiosk.domain.answers.attachment import JOINED, Attachment
from kiosk.domain.events import event
from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.bodies import ListedDocument, ListedFile

LONGEST_MESSAGE = 4000
"""Most characters of a message."""


class Item(Struct, frozen=True):
    """What a document or a file is added for: a paper that was asked for, else one of the procedure, else a name.

    `answers` is the id of the item of the service's request, "" where it asked for nothing of the kind; `id` that of
    the document of the procedure, "" for one that it does not list. `label` is French.
    """

    id: str
    label: str
    answers: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others of a case, without its label; "" for each that only has a name."""
        return f"{self.answers}.{self.id}" if self.answers else self.id


def item_of(key: str, label: str) -> Item:
    """The item of a key, with its label."""
    answers, asked, document = key.rpartition(".")
    return Item(document, label, answers) if asked else Item(key, label)


class AddedDocument(Struct, frozen=True):
    """A document that is added: what for, in which state, and its files, which it has exactly where it is joined."""

    item: Item
    state: str
    files: tuple[Attachment, ...] = ()


class Supplement(Struct, frozen=True):
    """What is added: a message, and documents.

    `follow_sha256`, the hash of the follow code, proves a person who is alone; at a desk it is "".
    """

    message: str
    documents: tuple[AddedDocument, ...]
    follow_sha256: str = ""

    def __bool__(self) -> bool:
        return bool(self.message.strip() or self.documents)


def make_event(supplement: Supplement, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    documents = tuple(map(listed, supplement.documents))
    own: dict[str, Any] = {"message": supplement.message.strip(), "documents": documents}
    return make_added(EventType.SUPPLEMENT, own | {"follow_sha256": supplement.follow_sha256 or UNSET}, **place)


def listed(added: AddedDocument) -> ListedDocument:
    """A document as the body lists it."""
    return ListedDocument(
        id=added.item.id,
        label=added.item.label,
        state=added.state,
        answers=added.item.answers or UNSET,
        attachments=tuple(ListedFile(**fields_of(file)) for file in added.files) or UNSET,
    )


def joined(files: Iterable[tuple[Item, Attachment]]) -> tuple[AddedDocument, ...]:
    """The documents that these files make: one for each item, with its files in their order."""
    by_item: dict[Item, tuple[Attachment, ...]] = {}
    for item, file in files:
        by_item[item] = (*by_item.get(item, ()), file)
    return tuple(AddedDocument(item, JOINED, files) for item, files in by_item.items())


def from_body(body: dict[str, Any]) -> Supplement:
    """The supplement that a body says."""
    documents = tuple(
        AddedDocument(
            Item(document["id"], document["label"], document.get("answers") or ""),
            document["state"],
            tuple(Attachment(**file) for file in document.get("attachments") or ()),
        )
        for document in body.get("documents") or ()
    )
    return Supplement(body.get("message") or "", documents, body.get("follow_sha256") or "")


def moved_up(waiting: Event, event_id: str, replaces: str) -> Event:
    """The same supplement one place earlier in its stream, in place of the abandoned event it `replaces`."""
    sequence = waiting.sequence - 1
    body = json.loads(waiting.body) | {"id": event_id, "sequence": sequence, "replaces": replaces}
    return replace(waiting, id=event_id, sequence=sequence, body=event.canonical(body), replaces=replaces)
