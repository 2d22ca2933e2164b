"""Fetches from a hub the documents that go with decisions: what one is made of, then its chunks, each by its name."""

from msgspec import Struct

from kiosk.connectors.hub.hub import Hub
from kiosk.domain.answers import file_chunks
from kiosk.domain.events.wire.files import AskedGiven, GivenManifest
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

_NOT_THERE = 404


class MadeOf(Struct, frozen=True):
    """The key and the header of a document's encrypted stream, and the names of its chunks in order."""

    key: bytes
    header: bytes
    chunks: tuple[bytes, ...]


def ask(hub: Hub, document_id: str, asked: str) -> MadeOf | None:
    """What a document is made of, as the hub signed it; None where it has it not for this site.

    `asked` is new each time. Raises `Unreachable`.
    """
    question = AskedGiven(version=VERSION, site=hub.site_code, given=document_id, asked=asked)
    try:
        signed = hub.ask_signed("/api/v2/given", signed_statement.sign_message(question, hub.seed).to_wire())
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
    if file_chunks.name_of(content) != chunk:
        raise Unreachable(LineFault.BAD_ANSWER)
    return content
