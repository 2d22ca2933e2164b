"""Files: what a box says of a file before its chunks, and what the hub answers.

The document that goes with a decision comes the other way: its manifest is a statement of the hub, and its chunks are
asked for by name.
"""

from typing import Annotated

from msgspec import Meta, Struct

from kiosk.domain.events.wire.batch import SignedText
from kiosk.domain.events.wire.reading import Hash, Id, KeyId, Text, Version, matching, whole
from kiosk.domain.events.wire.statements import Statement

MOST_CHUNKS = 4_096
"""Most chunks of a file: a gigabyte; the event that lists the file says how many there have to be."""
MOST_MANIFEST_BYTES = 300_000
"""Largest manifest, in bytes: `MOST_CHUNKS` names and what stands around them."""
StreamHeader = Annotated[str, matching("[0-9a-f]{48}")]


class FileManifest(Struct, frozen=True, kw_only=True):
    """A file that the event lists: its key, sealed to the hub's `key`; the header of its stream; its chunks' names.

    Nobody signs it: the event, which the site signed, names the SHA-256 of the clear file, and the hub confirms nothing
    else.
    """

    version: Version
    event: Id
    key: KeyId
    sealed_key: Annotated[bytes, Meta(min_length=1, max_length=400)]
    header: StreamHeader
    chunks: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=MOST_CHUNKS)]


class MissingChunk(Struct, frozen=True, kw_only=True):
    """A chunk that the hub lacks, by its place from 0, and how many bytes of it are there already."""

    place: Annotated[int, whole(0, MOST_CHUNKS)]
    there: Annotated[int, whole(0, 2**31)]


class FileAnswer(Struct, frozen=True, kw_only=True):
    """What the hub has of a file: `code` where it will not have it, else the chunks it lacks, else it has it whole."""

    version: Version
    code: Text = ""
    missing: tuple[MissingChunk, ...] = ()
    signed: SignedText | None = None


class AskedGiven(Struct, frozen=True, kw_only=True):
    """What a site asks to be given a document that goes with a decision; `asked` is new each time."""

    version: Version
    site: Text
    given: Id
    asked: Id


class GivenManifest(Statement, frozen=True, kw_only=True):
    """What a hub signs of such a document: the key of its encrypted stream, its header, its chunks in order.

    Each chunk is named by the SHA-256 of its own bytes. `asked` is the question's.
    """

    version: Version
    asked: Id
    given: Id
    key: Hash
    header: StreamHeader
    chunks: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=MOST_CHUNKS)]
