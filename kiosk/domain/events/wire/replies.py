"""What an update says to a site beside a case's state: papers asked for or added elsewhere, a document, silence."""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Struct, UnsetType, convert, to_builtins
from msgspec.structs import replace

from kiosk.domain.events.silence_facts import SilenceDay, from_wire
from kiosk.domain.events.wire.reading import ATTACHMENT_BYTES, Count, Hash, Id, Maybe, Means, Text, up_to, whole


class Asked(Struct, frozen=True, kw_only=True):
    """One paper asked for; `document` is the id of a document of the procedure, "" for a paper in free words.

    `label` is in French. A supplement that answers it names its `id`.
    """

    id: Id
    document: Text
    label: Text


class Letter(Struct, frozen=True, kw_only=True):
    """What the box that prints the answer has not any more; "" for what the case does not say.

    Whom it is for, what was asked, who wrote it and in what quality (CRPA L. 212-1), where the service is, and the
    remedies; no `quality` where nothing is decided.
    """

    to: Text
    procedure: Text
    author: Text
    address: Text
    phone: Text
    email: Text
    remedies: Text
    quality: Text | UnsetType = UNSET


class Given(Struct, frozen=True, kw_only=True):
    """A document that goes with a decision: the box asks for it by `id`. Size and hash are of the clear bytes."""

    id: Id
    name: Annotated[str, up_to(255)]
    media_type: Annotated[str, up_to(127)]
    size: Annotated[int, whole(1, ATTACHMENT_BYTES)]
    sha256: Hash


class ArrivedDocument(Struct, frozen=True, kw_only=True):
    """A document that was added elsewhere, as the supplement lists it, with the number of its files alone.

    `id` is that of a document of the procedure, "" for a name of its own; `answers` is the paper asked for.
    """

    id: Text
    label: Text
    state: Text
    files: Count
    answers: Maybe[Id] = UNSET


class OneSilence(Struct, frozen=True, kw_only=True):
    """When silence decides one subject; `on` is null as long as the delay has not started."""

    means: Means
    after_months: Count
    on: date | None
    papers_by: date | None
    lacks: bool
    about: Text


class SilenceNow(OneSilence, frozen=True, kw_only=True):
    """When silence decides, as the hub computed it; the other subjects are under `also`."""

    also: tuple[OneSilence, ...] | UnsetType = UNSET


def silence_now(day: SilenceDay) -> SilenceNow:
    """The day, with those of the other subjects where there are any; `silence_facts.from_wire` reads it."""
    told = convert(day, SilenceNow, from_attributes=True)
    return told if told.also else replace(told, also=UNSET)


def silence_read(told: SilenceNow) -> SilenceDay | None:
    """The day that a hub told; None for what this version does not know."""
    return from_wire(to_builtins(told))
