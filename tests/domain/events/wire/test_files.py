"""What box and hub say of a file in version 3."""

from typing import Any

import pytest

from kiosk.domain.events.wire.batch import SignedText
from kiosk.domain.events.wire.files import MOST_CHUNKS, MOST_MANIFEST_BYTES, FileAnswer, FileManifest, MissingChunk
from kiosk.domain.events.wire.packing import pack, unpack
from kiosk.domain.events.wire.reading import Misfit

MANIFEST = FileManifest(3, b"e" * 16, b"k" * 8, b"s" * 80, b"h" * 24, (b"1" * 32, b"2" * 32))


def test_a_manifest_is_a_list_of_bytes() -> None:
    packed = pack(MANIFEST)
    assert packed.hex().startswith("9603c410" + b"e".hex() * 16)
    assert unpack(FileManifest, packed) == MANIFEST


def test_the_largest_fits_what_a_hub_reads() -> None:
    chunks = tuple(number.to_bytes(32, "big") for number in range(MOST_CHUNKS))
    largest = FileManifest(3, b"e" * 16, b"k" * 8, b"s" * 256, b"h" * 24, chunks)
    assert len(pack(largest)) <= MOST_MANIFEST_BYTES


@pytest.mark.parametrize(
    "changes",
    [{"version": 2}, {"event": b"e"}, {"chunks": ()}, {"chunks": (b"1",)}, {"header": b""}, {"sealed_key": b""}],
)
def test_another_shape_is_no_manifest(changes: dict[str, Any]) -> None:
    parts = {name: getattr(MANIFEST, name) for name in MANIFEST.__struct_fields__} | changes
    with pytest.raises(Misfit):
        unpack(FileManifest, pack(FileManifest(**parts)))


def test_an_answer_names_what_is_missing_or_bears_the_receipt() -> None:
    for answer in (
        FileAnswer(3, "wrong-hash"),
        FileAnswer(3, "", (MissingChunk(0, 5), MissingChunk(7, 0))),
        FileAnswer(3, "", (), SignedText(statement="{}", signature="0" * 128)),
    ):
        assert unpack(FileAnswer, pack(answer)) == answer
