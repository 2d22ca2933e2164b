"""What is packed with a dictionary is unpacked for ever, and never without end."""

from hashlib import sha256
from importlib.resources import files

import pytest
import zstandard

from kiosk.crypto import packing, sealing
from kiosk.crypto.packing import DICTIONARIES, UnknownDictionary, compress_bytes, decompress_bytes
from kiosk.domain.events.event import encode_canonical_body
from kiosk.errors import Unreadable
from scripts.wire_dictionary import MOST_BYTES
from trials.line.cases import filed, procedures

KEPT = {1: "14216c448bff23ad6eb07ed116a92da5764b70ff237e442dec7f0f2044091f1f"}
"""The SHA-256 of each dictionary that shipped. A line is never changed: boxes hold what was packed with it."""


def test_a_dictionary_that_shipped_never_changes() -> None:
    for number in DICTIONARIES:
        kept = (files("kiosk.crypto") / "dictionaries" / f"{number}.zstd").read_bytes()
        assert sha256(kept).hexdigest() == KEPT[number] and len(kept) <= MOST_BYTES


def test_a_case_comes_back_to_the_byte() -> None:
    for number in (0, *DICTIONARIES):
        clear = "Nom de naissance : Benali · « É » · سميرة".encode() * 9
        assert decompress_bytes(compress_bytes(clear, number), len(clear)) == clear


def test_a_frame_says_which_dictionary_opens_it() -> None:
    assert zstandard.get_frame_parameters(compress_bytes(b"a" * 99, 1)).dict_id == packing.PRIVATE + 1


def test_the_questions_of_every_shipped_procedure_cost_a_few_bytes() -> None:
    for procedure in procedures():
        body = encode_canonical_body(filed(procedure, procedure.examples[-1], 7))
        assert len(compress_bytes(body, 1)) * 2 < len(compress_bytes(body)), procedure.id


def test_a_dictionary_of_a_later_version_is_said_to_be_unknown() -> None:
    later = bytearray((files("kiosk.crypto") / "dictionaries" / "1.zstd").read_bytes())
    later[4:8] = (packing.PRIVATE + 99).to_bytes(4, "little")
    packed = zstandard.ZstdCompressor(dict_data=zstandard.ZstdCompressionDict(bytes(later))).compress(b"a" * 999)
    with pytest.raises(UnknownDictionary):
        decompress_bytes(packed, 1000)
    pair = sealing.new_pair()
    with pytest.raises(UnknownDictionary):
        sealing.unseal_packed(pair.private, sealing.seal_bytes(pair.public, packed), 1000)


def test_a_bomb_is_refused_before_it_is_whole() -> None:
    for number in (0, *DICTIONARIES):
        bomb = compress_bytes(bytes(200_000_000), number)
        assert len(bomb) < 20_000
        with pytest.raises(Unreadable):
            decompress_bytes(bomb, 1_000_000)


def test_what_is_no_whole_frame_is_unreadable() -> None:
    for packed in [b"", b"not packed", compress_bytes(b"a" * 999, 1)[:-3]]:
        with pytest.raises(Unreadable):
            decompress_bytes(packed, 1_000)
