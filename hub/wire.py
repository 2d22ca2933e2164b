"""Reads what boxes send: a batch as it is packed, and each event in it."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from typing import Any, Literal, TypeVar

import msgspec
from flask import Request
from msgspec import Struct, structs
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from hub.hub import Hub
from hub.sites.sites import Site
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import Alias
from kiosk.domain.events.sealed import MEDIA_TYPE, EventHeader, SealedEvent, open_message
from kiosk.domain.events.wire import reading
from kiosk.domain.events.wire.batch import ArrivedBatch, EnrolmentQuestion, Heartbeat, SentEvent
from kiosk.domain.events.wire.bodies import (
    BODIES,
    Body,
    CorrectionBody,
    ListedDocument,
    NewCodeBody,
    SubmittedBody,
    SupplementBody,
    WithdrawalBody,
)
from kiosk.domain.events.wire.month_figures import MOST_FIGURES_BYTES, MonthFigures
from kiosk.domain.events.wire.reading import Misfit, convert, decode
from kiosk.domain.proofs.enrolment import WITNESSED
from kiosk.error_codes import Rejection
from kiosk.errors import Refused, Rejected, Unreadable

MOST_BYTES = 4_000_000
"""Largest batch, unpacked."""
S = TypeVar("S", bound=Struct)
MOST_BODY = 1_000_000
"""Bytes of one clear body."""
CASE_BYTES = 60_000_000
"""Largest sum of all attachments of one case, decrypted."""
_HEADER = ("id", "stream", "sequence", "type", "reference", "replaces")
"""What stands both beside a body and in it."""


class Batch(Struct, frozen=True):
    """A batch of a site: the code it claims, its heartbeat, and events that are still to be checked one by one."""

    site: str
    heartbeat: Heartbeat
    events: list[dict[str, Any]]


def decode_batch(content: bytes) -> Batch:
    """The batch in these bytes of JSON, whichever way they came. Raises `Misfit`."""
    try:
        said = msgspec.json.decode(content)
    except (ValueError, RecursionError):
        raise Misfit("") from None
    batch = convert(ArrivedBatch, said)
    return Batch(batch.site, batch.heartbeat, said["events"])


def read_batch(hub: Hub, request: Request, site: Site) -> Batch:
    """The batch in a request. Raises as `read_message`."""
    try:
        return decode_batch(_opened(hub, request, site, MOST_BYTES))
    except Misfit:
        raise BadRequest from None


def read_message(hub: Hub, request: Request, site: Site, of: type[S], most: int = MOST_BYTES) -> S:
    """What a site asks, signed with its key of today. Raises werkzeug's 400, 413, 415 or 422."""
    return _fitting(of, _opened(hub, request, site, most))


def read_figures(hub: Hub, request: Request, site: Site) -> MonthFigures:
    """The figures of a month that a site sends. Raises `Rejected` (`bad-figures`) with the path of the first bad
    field, and werkzeug's 400, 413, 415 or 422."""
    content = _opened(hub, request, site, MOST_FIGURES_BYTES)
    try:
        return decode(MonthFigures, content)
    except Misfit as fault:
        raise Rejected(Rejection.BAD_FIGURES, detail=fault.place) from None


def read_question(request: Request) -> EnrolmentQuestion:
    """The question of a box that enrols, in clear. Raises werkzeug's 400, 413 or 415."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return _fitting(EnrolmentQuestion, request.get_data())


def _opened(hub: Hub, request: Request, site: Site, most: int) -> bytes:
    if request.mimetype != MEDIA_TYPE:
        raise UnsupportedMediaType
    request.max_content_length = most
    try:
        opened = open_message(request.get_data(), hub.ring.seed, most)
    except Unreadable:
        raise BadRequest from None
    if not opened.signer([site.verify_key]):
        raise UnprocessableEntity
    return opened.content


def _fitting(of: type[S], content: bytes) -> S:
    try:
        return decode(of, content)
    except Misfit:
        raise BadRequest from None


class _Start(Struct):
    """What is read of a body that does not fit, to say why."""

    version: Literal[1]
    type: EventType


class Incoming(EventHeader, frozen=True):
    """A decrypted event: its envelope, its body as it is kept (compressed), and what the hub reads of it.

    The answers of a case are not in `content`: they are checked, and then nobody needs them before they are shown.
    """

    packed: bytes
    content: Body
    after: str = ""
    apart: bool = False


def envelope(item: dict[str, Any]) -> SealedEvent:
    """The sealed event in one item of a batch. Raises `Rejected`: `bad-event` with the path of the first bad field."""
    try:
        sent = convert(SentEvent, item)
    except Misfit as fault:  # whatever is wrong with an alias, all of it is
        where = "alias" if fault.place.startswith("alias.") else fault.place
        raise _bad(where) from None
    alias = {"statement": sent.alias.statement, "signature": sent.alias.signature} if sent.alias else None
    as_sent = ("id", "stream", "sequence", "type", "reference", "sha256", "key", "sealed")
    kept = {name: getattr(sent, name) for name in as_sent}
    kept |= {"replaces": sent.replaces or "", "after": sent.after or "", "apart": bool(sent.apart)}
    return SealedEvent(**kept, signature=bytes.fromhex(sent.signature), alias=alias)


def read_incoming(sealed: SealedEvent, body: bytes, packed: bytes) -> Incoming:
    """The event with its decrypted body, which is kept as `packed`.

    Raises `Rejected`: `bad-event`, `unknown-version`.
    """
    try:
        content = decode(BODIES[sealed.type], body)
        body.decode()  # msgspec looks at no byte of a text that nobody reads
    except Misfit as fault:
        raise _why(sealed, body, fault) from None
    except UnicodeDecodeError:
        raise _bad("body") from None
    if place := reading.find_nul_place(content, body):
        raise _bad(f"body.{place}")
    for key in _HEADER:
        if (getattr(content, key) or "") != getattr(sealed, key):
            raise _bad(f"body.{key}")
    if site_of(sealed.reference) is None:
        raise _bad("reference")
    match content:
        case SubmittedBody():
            if content.sequence != 1:
                raise _bad("sequence")
            said = [answer.unknown for answer in content.answers]
            if False in said:  # « je ne sais pas » stands only where it was said
                raise _bad(f"body.answers[{said.index(False)}].unknown")
            _check_attachments(content.documents)
            # A thousand small objects a case: those of a whole batch would not fit into the processor's cache.
            content = structs.replace(content, answers=tuple(answer for answer in content.answers if answer.danger))
        case SupplementBody():
            _check_attachments(content.documents)
        case CorrectionBody() if not content.corrections:
            raise _bad("body.corrections")
        case WithdrawalBody() if bool(content.follow_sha256) != (content.confirmation.by == "alone"):
            raise _bad("body.follow_sha256")
        case NewCodeBody() if bool(content.witness) != (content.shown == WITNESSED):
            raise _bad("body.witness")
    kept = {key: getattr(sealed, key) for key in (*_HEADER, "sha256", "after", "apart")}
    return Incoming(**kept, packed=packed, content=content)


def read_alias(sealed: SealedEvent, site: str, signers: Iterable[str]) -> Alias | None:
    """The alias that travels with an event, None where there is none.

    Raises `Rejected` (`bad-event`) for one that no key of the site signed, or that is not of this event's number.
    """
    if sealed.alias is None:
        return None
    alias = references.verify_alias(sealed.alias["statement"], sealed.alias["signature"], signers)
    if (
        alias is None
        or alias.site != site
        or sealed.reference not in alias.formerly
        or not all(map(site_of, (alias.reference, *alias.formerly)))
        or (sealed.type == EventType.SUBMITTED and alias.stream != sealed.stream)
    ):
        raise _bad("alias")
    return alias


@lru_cache(maxsize=1024)
def site_of(reference: str) -> str | None:
    """The code of the site whose box issued a reference; None for what is no valid reference."""
    try:
        if len(reference) > 20 or references.parse_reference(reference) != reference:
            return None
    except Refused:
        return None
    return "".join(takewhile(str.isalpha, reference))


def _check_attachments(documents: tuple[ListedDocument, ...]) -> None:
    """Check that a document lists files exactly where it is joined, each file once, within `CASE_BYTES` in all."""
    listed = [attachment for document in documents for attachment in document.attachments or ()]
    for place, document in enumerate(documents):
        if bool(document.attachments) != (document.state == "joined"):
            raise _bad(f"body.documents[{place}].attachments")
    total = sum(attachment.size for attachment in listed)
    if len({attachment.id for attachment in listed}) != len(listed) or total > CASE_BYTES:
        raise _bad("body.documents")


def _why(sealed: SealedEvent, body: bytes, fault: Misfit) -> Rejected:
    """Why a body does not fit: before all else, because it is of another version, or another type of event."""
    try:
        start = decode(_Start, body)
    except Misfit as first:
        if first.place == "version":
            return Rejected(Rejection.UNKNOWN_VERSION, detail="body.version")
        return _bad(f"body.{first.place}" if first.place else "body")
    if start.type != sealed.type:
        return _bad("body.type")
    return _bad(f"body.{fault.place}" if fault.place else "body")


def _bad(place: str) -> Rejected:
    return Rejected(Rejection.BAD_EVENT, detail=place)
