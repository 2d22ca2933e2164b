"""Bodies are stored short, and older ones are still read."""

import pytest

from kiosk.hub.secrets.packed import pack, unpack


@pytest.mark.parametrize("clear", [b"", b"{}", b'{"a":"' + b"Benali " * 5000 + b'"}'])
def test_what_is_packed_comes_back(clear: bytes) -> None:
    assert unpack(pack(clear)) == clear


def test_a_long_case_is_a_tenth_as_long() -> None:
    clear = b"".join(b'{"field":"question_%d","label":"Question","shown":"oui"}' % number for number in range(250))
    assert len(pack(clear)) < len(clear) / 10


def test_a_body_of_before_is_read_as_it_is() -> None:
    assert unpack(b'{"version":1}') == b'{"version":1}'
