"""Requests and answers are the bytes of RFC 8010, and what is no answer is no surprise."""

import re
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.ipp import wire
from printers.ipp.peer import Peer
from tests.gallery.paper.cups import Tray, program

EXAMPLE = bytes.fromhex("010100000000000101470012") + b"attributes-charset" + b"\x00\x05utf-8"
"""The start of an answer, as RFC 8010, A.1 begins its examples."""


def test_a_request_begins_as_the_standard_says() -> None:
    sent = wire.request(wire.GET_JOBS, 1, [(wire.INTEGER, "limit", 2)], [(wire.BOOLEAN, "x", True)])
    assert sent.startswith(bytes.fromhex("0101000a0000000101470012") + b"attributes-charset\x00\x05utf-8")
    assert b"\x21\x00\x05limit\x00\x04\x00\x00\x00\x02\x02\x22\x00\x01x\x00\x01\x01\x03" in sent


def test_several_values_are_named_once() -> None:
    sent = wire.request(wire.GET_JOBS, 1, [(wire.KEYWORD, "wanted", ("a", "b"))])
    assert b"\x44\x00\x06wanted\x00\x01a\x44\x00\x00\x00\x01b" in sent


def test_what_was_asked_is_read_as_it_was_written() -> None:
    asked = [(wire.NAME, "job-name", "Reçu"), (wire.INTEGER, "n", -1), (wire.KEYWORD, "k", ("a", "b"))]
    read = wire.answer(wire.request(0, 1, asked)).group(wire.OPERATION)
    assert (read["job-name"], read["n"], read["k"]) == (("Reçu",), (-1,), ("a", "b"))


def test_kinds_of_values_that_only_printers_send() -> None:
    values = [
        (0x13, b"none", b""), (0x35, b"text", b"\x00\x02fr\x00\x05salut"), (0x22, b"no", b"\x00"),
        (0x31, b"when", b"x"),
        (0x34, b"col", b""), (0x4A, b"", b"inner"), (0x21, b"", b"\x00\x00\x00\x01"), (0x37, b"", b""),
        (0x23, b"after", b"\x00\x00\x00\x05"),
    ]  # fmt: skip
    parts = [bytes([tag]) + _sized(name) + _sized(data) for tag, name, data in values]
    read = wire.answer(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04" + b"".join(parts) + b"\x03").group(wire.PRINTER)
    assert read == {"none": (None,), "text": ("salut",), "no": (False,), "when": (b"x",), "after": (5,)}


def test_what_is_no_answer_is_refused() -> None:
    for data in [b"", b"hello", EXAMPLE, EXAMPLE[:-3], b"\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\xff"]:
        with pytest.raises(ValueError):
            wire.answer(data)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    with suppress(ValueError):
        wire.answer(b"\x01\x01\x00\x00\x00\x00\x00\x01" + data)


@pytest.mark.skipif(sys.platform != "linux", reason="started as on Debian")
def test_a_printer_of_others_reads_it_and_is_read(tray: Tray) -> None:
    read = Peer(tray.uri).ask(wire.GET_PRINTER_ATTRIBUTES).group(wire.PRINTER)
    result = subprocess.run([program("ipptool"), "-tv", tray.uri, "get-printer-attributes.test"], capture_output=True)
    for name in ("printer-name", "printer-uuid", "document-format-default", "pages-per-minute"):
        assert re.search(rf"{name} \(\w+\) = {re.escape(str(read[name][0]))}\n", result.stdout.decode())
    assert len(read) > 50


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data
