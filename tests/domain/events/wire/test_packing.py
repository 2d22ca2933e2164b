"""MessagePack is read as strictly as JSON."""

import pytest
from msgspec import Struct

from kiosk.domain.events.wire.packing import as_is, pack, unpack
from kiosk.domain.events.wire.reading import Misfit


class Note(Struct, array_like=True):
    words: str
    data: bytes = b""


def test_bytes_stay_bytes() -> None:
    assert pack(Note("é", b"\xff")) == b"\x92\xa2\xc3\xa9\xc4\x01\xff"
    assert unpack(Note, pack(Note("é", b"\xff"))) == Note("é", b"\xff")
    assert unpack(Note, as_is(pack(Note("é")))) == Note("é")


@pytest.mark.parametrize(
    "data", [b"", b"\xc1", b"\x92\xa2\xc3\xa9", b"\x91\x01", b"\x92\xa1\xff\xc4\x00", b"\x91" * 9999]
)
def test_what_does_not_fit_is_a_misfit(data: bytes) -> None:
    with pytest.raises(Misfit):
        unpack(Note, data)


def test_a_misfit_names_its_place() -> None:
    with pytest.raises(Misfit) as raised:
        unpack(Note, b"\x92\xa1a\x01")
    assert raised.value.place == "[1]"
