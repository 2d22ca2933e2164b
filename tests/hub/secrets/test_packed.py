"""Bodies are stored short, and older ones are still read."""

from hub.secrets.vault import pack, pack_body, unpack
from kiosk.crypto import packing
from kiosk.domain.events.sealed import Unsealed


def test_what_is_packed_comes_back() -> None:
    for clear in [b"", b"{}", b'{"a":"' + b"Benali " * 5000 + b'"}']:
        assert unpack(pack(clear)) == clear


def test_a_long_case_is_a_tenth_as_long() -> None:
    clear = b"".join(b'{"field":"question_%d","label":"Question","shown":"oui"}' % number for number in range(250))
    assert len(pack(clear)) < len(clear) / 10


def test_what_a_box_has_packed_is_kept_as_it_came() -> None:
    for dictionary in (0, *packing.DICTIONARIES):
        clear = b'{"answers":' + b"Benali " * 500
        came = packing.pack(clear, dictionary)
        assert pack_body(Unsealed(clear, came)) == came and unpack(came) == clear


def test_what_hangs_on_a_frame_is_not_kept() -> None:
    clear = b"Benali " * 500
    assert unpack(pack_body(Unsealed(clear, packing.pack(clear) + bytes(9_000)))) == clear
    assert len(pack_body(Unsealed(clear, packing.pack(clear) + bytes(9_000)))) < 100


def test_a_body_of_before_is_read_as_it_is() -> None:
    assert unpack(b'{"version":1}') == b'{"version":1}'
