"""Events that are added to a submitted case, without its old answers: how each is made, supplements and withdrawals."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import asdict, replace

from kiosk.domain.answers.attachment import JOINED, Attachment
from kiosk.domain.events import event
from kiosk.domain.events.event import Event, EventType, encode_canonical_body
from kiosk.domain.events.wire.bodies import BODIES, Body, ListedDocument, ListedFile, NamedSite, WithdrawalConfirmation
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.domain.language import spelling
from kiosk.domain.places.site import Site
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

_PLACE = frozenset({*Body.__struct_fields__, "recorded_at"})
"""The fields of every body that is added; the others are what it says."""


def make_added(
    type_: EventType,
    own: Mapping[str, Any],
    *,
    event_id: str,
    stream: str,
    sequence: int,
    reference: str,
    site: Site,
    day: date,
    at: datetime,
    helper: str,
    replaces: str = "",
) -> Event:
    """Make an event about a submitted case; `own` are the fields of its type (`wire.bodies`). Raises `TypeError` for a
    field that its type does not have, or that is missing."""
    body = BODIES[type_](
        version=BODY_VERSION,
        type=type_,
        id=event_id,
        stream=stream,
        sequence=sequence,
        site=NamedSite(**site.named()),
        reference=reference,
        replaces=replaces or None,
        recorded_at=at,
        legal_date=day,
        helper=helper,
        **own,
    )  # type: ignore[call-arg]
    return Event(event_id, stream, sequence, type_, reference, encode_canonical_body(body), at, replaces)


def own_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body that was read says, without its place: what `make_added` takes to say it again."""
    known = BODIES[EventType(body["type"])].__struct_fields__
    return {name: value for name, value in body.items() if name in known and name not in _PLACE}


CONFIRMED = (("citizen", "touch"), ("citizen", "spoken"), ("alone", "touch"))
"""Allowed pairs of `by` and `how`: on the screen turned to them, aloud to a mediator, or alone at a terminal."""
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{10}")
_LONGEST = 60


class Withdrawal(Struct, frozen=True):
    """Who withdraws and how they confirmed it; `message` is their reason, if they give one.

    `follow_sha256`, the hash of the follow code, proves a person who is alone; at a desk it is "". Raises `ValueError`
    for a confirmation that is not in `CONFIRMED`.
    """

    by: str
    how: str
    message: str = ""
    follow_sha256: str = ""

    def __post_init__(self) -> None:
        if (self.by, self.how) not in CONFIRMED or bool(self.follow_sha256) != (self.by == "alone"):
            raise ValueError("nobody withdraws so")


def make_withdrawal_event(withdrawal: Withdrawal, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    own = {
        "message": withdrawal.message.strip(),
        "confirmation": WithdrawalConfirmation(by=withdrawal.by, how=withdrawal.how),
        "follow_sha256": withdrawal.follow_sha256,
    }
    return make_added(EventType.WITHDRAWAL, own, **place)


def parse_follow_code(typed: str) -> str:
    """The follow code in what a person typed, in any case and with any spaces or dashes. Raises `Refused`
    (`not-a-follow-code`)."""
    bare = re.sub(r"[\s.\-–—]", "", spelling.fold_digits(typed[:_LONGEST])).upper()
    if not _CODE.fullmatch(bare):
        raise Refused(Refusal.NOT_A_FOLLOW_CODE)
    return bare


LONGEST_MESSAGE = 4000
"""Most characters of a message."""


class SupplementItem(Struct, frozen=True):
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


def make_supplement_item(key: str, label: str) -> SupplementItem:
    answers, asked, document = key.rpartition(".")
    return SupplementItem(document, label, answers) if asked else SupplementItem(key, label)


class AddedDocument(Struct, frozen=True):
    """A document that is added: what for, in which state, and its files, which it has exactly where it is joined."""

    item: SupplementItem
    state: str
    files: tuple[Attachment, ...] = ()


class Supplement(Struct, frozen=True):
    """What is added: a message, and documents. `follow_sha256`, the hash of the follow code, proves a person who is
    alone; at a desk it is ""."""

    message: str
    documents: tuple[AddedDocument, ...]
    follow_sha256: str = ""

    def __bool__(self) -> bool:
        return bool(self.message.strip() or self.documents)


def make_supplement_event(supplement: Supplement, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    documents = tuple(map(to_listed_document, supplement.documents))
    own: dict[str, Any] = {"message": supplement.message.strip(), "documents": documents}
    return make_added(EventType.SUPPLEMENT, own | {"follow_sha256": supplement.follow_sha256 or UNSET}, **place)


def to_listed_document(added: AddedDocument) -> ListedDocument:
    return ListedDocument(
        id=added.item.id,
        label=added.item.label,
        state=added.state,
        answers=added.item.answers or UNSET,
        attachments=tuple(ListedFile(**asdict(file)) for file in added.files) or UNSET,
    )


def group_files_by_item(files: Iterable[tuple[SupplementItem, Attachment]]) -> tuple[AddedDocument, ...]:
    """The documents that these files make: one for each item, with its files in their order."""
    by_item: dict[SupplementItem, tuple[Attachment, ...]] = {}
    for item, file in files:
        by_item[item] = (*by_item.get(item, ()), file)
    return tuple(AddedDocument(item, JOINED, files) for item, files in by_item.items())


def read_supplement_body(body: dict[str, Any]) -> Supplement:
    documents = tuple(
        AddedDocument(
            SupplementItem(document["id"], document["label"], document.get("answers") or ""),
            document["state"],
            tuple(Attachment(**file) for file in document.get("attachments") or ()),
        )
        for document in body.get("documents") or ()
    )
    return Supplement(body.get("message") or "", documents, body.get("follow_sha256") or "")


def move_supplement_up(waiting: Event, event_id: str, replaces: str) -> Event:
    """The same supplement one place earlier in its stream, in place of the abandoned event it `replaces`."""
    sequence = waiting.sequence - 1
    body = json.loads(waiting.body) | {"id": event_id, "sequence": sequence, "replaces": replaces}
    return replace(waiting, id=event_id, sequence=sequence, body=event.encode_canonical_body(body), replaces=replaces)
