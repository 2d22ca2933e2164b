"""What box and hub say of a file."""

from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.domain.events.wire.batch import SignedText
from kiosk.domain.events.wire.files import MOST_CHUNKS, MOST_MANIFEST_BYTES, FileAnswer, FileManifest, MissingChunk
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.writing import encode

MANIFEST = FileManifest(
    version=2, event="e" * 32, key="0" * 16, sealed_key=b"s" * 80, header="0" * 48, chunks=("1" * 64, "2" * 64)
)


def test_the_largest_fits_what_a_hub_reads() -> None:
    chunks = tuple(f"{number:064x}" for number in range(MOST_CHUNKS))
    assert len(encode(replace(MANIFEST, sealed_key=bytes(400), chunks=chunks))) <= MOST_MANIFEST_BYTES


@pytest.mark.parametrize(
    "changes",
    [{"version": 3}, {"event": "e"}, {"chunks": ()}, {"chunks": ("1",)}, {"header": ""}, {"sealed_key": b""}],
)
def test_another_shape_is_no_manifest(changes: dict[str, Any]) -> None:
    assert decode(FileManifest, encode(MANIFEST)) == MANIFEST
    with pytest.raises(Misfit):
        decode(FileManifest, encode(replace(MANIFEST, **changes)))


def test_an_answer_names_what_is_missing_or_bears_the_receipt() -> None:
    for answer in (
        FileAnswer(version=2, code="wrong-hash"),
        FileAnswer(version=2, missing=(MissingChunk(place=0, there=5), MissingChunk(place=7, there=0))),
        FileAnswer(version=2, signed=SignedText(statement="{}", signature="0" * 128)),
    ):
        assert decode(FileAnswer, encode(answer)) == answer
