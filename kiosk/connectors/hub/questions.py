"""What a box asks its hub: cases of a person by name, where a case is, documents that were given."""

from datetime import datetime

from msgspec import UNSET, Struct

from kiosk.connectors.hub.hub import Hub
from kiosk.domain.answers import attachment
from kiosk.domain.events.wire.batch import AskedGiven, GivenManifest
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import AskedNamed, AskedWhereabouts, NamedCases, NoWhereabouts, Whereabouts
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable

_NOT_THERE = 404


class NamedCasesQuestion(Struct, frozen=True):
    """Whom a mediator (by their id at the site) seeks, in which services; `asked` is new each time.

    `birth_date` (ISO 8601, perhaps only a year) and `phone` narrow the `name`.
    """

    asked: str
    at: datetime
    mediator: str
    services: tuple[str, ...]
    name: str
    birth_date: str = ""
    phone: str = ""


def ask_named_cases(hub: Hub, of: NamedCasesQuestion) -> NamedCases:
    """The cases that the hub knows of the people so named, within what the question says.

    Raises `Unreachable`, also for an answer to another question, and (`hub-busy`, with the `seconds` to wait) where
    this mediator or this site asked too often.
    """
    question = AskedNamed(
        version=VERSION,
        asked=of.asked,
        site=hub.site_code,
        at=of.at,
        mediator=of.mediator,
        services=of.services,
        name=of.name,
        birth_date=of.birth_date or UNSET,
        phone=of.phone or UNSET,
    )
    told = hub.ask_signed("/api/v2/named", question).verified(NamedCases, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    return told


class Question(Struct, frozen=True):
    """Whose case: the `proof` of a receipt, or its `reference` and the hash of its code. `asked` is new each time.

    `birth_date` (ISO 8601) opens the words of the service.
    """

    asked: str
    proof: str = ""
    reference: str = ""
    follow_sha256: str = ""
    birth_date: str = ""


def ask_whereabouts(hub: Hub, of: Question) -> Whereabouts | None:
    """Where the case is; None where the hub knows no case of this receipt, number and code.

    Raises `Refused` (`receipt-replaced`) for a lost receipt in whose place another was given; `Unreachable`, also
    for an answer to another question.
    """
    question = AskedWhereabouts(
        version=VERSION,
        asked=of.asked,
        proof=of.proof or UNSET,
        reference=of.reference or UNSET,
        follow_sha256=of.follow_sha256 or UNSET,
        birth_date=of.birth_date or UNSET,
    )
    signed = hub.ask_signed("/api/v2/whereabouts", question)
    told: Whereabouts | NoWhereabouts
    if "unknown" in signed.verified_fields(hub.verify_key):
        told = signed.verified(NoWhereabouts, hub.verify_key)
    else:
        told = signed.verified(Whereabouts, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    if isinstance(told, NoWhereabouts) and told.replaced:
        raise Refused(Refusal.RECEIPT_REPLACED)
    return told if isinstance(told, Whereabouts) else None


class MadeOf(Struct, frozen=True):
    """The key and the header of a document's encrypted stream, and the names of its chunks in order."""

    key: bytes
    header: bytes
    chunks: tuple[bytes, ...]


def ask_given_documents(hub: Hub, document_id: str, asked: str) -> MadeOf | None:
    """What a document is made of, as the hub signed it; None where it has it not for this site.

    `asked` is new each time. Raises `Unreachable`.
    """
    question = AskedGiven(version=VERSION, site=hub.site_code, given=document_id, asked=asked)
    try:
        signed = hub.ask_signed("/api/v2/given", question)
    except Unreachable as fault:
        if fault.details.get("status") == _NOT_THERE:
            return None
        raise
    told = signed.verified(GivenManifest, hub.verify_key)
    if (told.asked, told.given) != (asked, document_id):
        raise Unreachable(LineFault.BAD_ANSWER)
    return MadeOf(bytes.fromhex(told.key), bytes.fromhex(told.header), tuple(map(bytes.fromhex, told.chunks)))


def fetch(hub: Hub, document_id: str, chunk: bytes) -> bytes | None:
    """One chunk by its name; None where the hub has it no more. Raises `Unreachable`, also for other bytes."""
    content = hub.fetch(f"/api/v2/given/{document_id}/{chunk.hex()}")
    if not content:
        return None
    if attachment.name_of(content) != chunk:
        raise Unreachable(LineFault.BAD_ANSWER)
    return content
