"""A second machine trusts a box that holds the key of the compared certificate, at an address that it may vouch for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.crypto import certificates
from kiosk.crypto.certificates import Authority
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process.lan_server import LanServer
from kiosk.services.install import box_trust
from tests.services.install.a_box import Box, an_authority

Serve = Callable[..., Box]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Begins a box, and ends it after the test."""
    boxes: list[Box] = []

    def begun(given: bytes, holds: Authority, address: str = "127.0.0.1") -> Box:
        boxes.append(Box(tmp_path, given, holds, address))
        return boxes[-1]

    yield begun
    for box in boxes:
        box.server.stop()


def code_of(what: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        what()
    return refused.value.code


def test_the_certificate_is_fetched_compared_and_then_tried(serve: Serve) -> None:
    authority = an_authority()
    box = serve(certificates.der(authority.certificate), authority)
    fetched = box_trust.fetch(box.address)
    at_desk = " ".join(certificates.fingerprint(authority.certificate))
    assert box_trust.is_same(fetched, at_desk) and box_trust.is_same(fetched, at_desk.lower().replace(" ", ":"))
    assert not box_trust.is_same(fetched, at_desk[:-1]) and not box_trust.is_same(fetched, "")
    box_trust.try_line(box.address, fetched)
    assert box_trust.read(box_trust.written(fetched)) == fetched


def test_who_shows_the_boxs_certificate_and_has_not_its_key_is_not_trusted(serve: Serve) -> None:
    real = certificates.der(an_authority().certificate)
    between = serve(real, an_authority())
    assert box_trust.fetch(between.address) == real
    assert code_of(lambda: box_trust.try_line(between.address, real)) == Refusal.NOT_THAT_BOX


def test_a_box_that_does_not_hold_this_address_is_not_trusted(serve: Serve) -> None:
    authority = an_authority()
    box = serve(certificates.der(authority.certificate), authority, "127.0.0.9")
    assert code_of(lambda: box_trust.try_line(box.address, box_trust.fetch(box.address))) == Refusal.NOT_THAT_BOX


@pytest.mark.parametrize("given", [b"", b"<html>", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_certificate_is_not_shown_to_be_compared(serve: Serve, given: bytes) -> None:
    box = serve(given, an_authority())
    assert code_of(lambda: box_trust.fetch(box.address)) == Refusal.NOT_THAT_BOX


def test_an_address_where_nobody_answers_is_told() -> None:
    closed = LanServer(None, "127.0.0.1", 0, 2)
    closed.stop()
    address = f"https://127.0.0.1:{closed.port}"
    assert code_of(lambda: box_trust.fetch(address)) == Refusal.BOX_NOT_REACHED
    known = certificates.der(an_authority().certificate)
    assert code_of(lambda: box_trust.try_line(address, known)) == Refusal.BOX_NOT_REACHED


def test_an_address_elsewhere_begins_with_https() -> None:
    for typed, meant in [
        ("https://parvis-1a2b.local:8643/", "https://parvis-1a2b.local:8643"),
        ("https://192.168.1.20", "https://192.168.1.20:8643"),
        ("https://192.168.1.20:9000/trust", "https://192.168.1.20:9000"), ("http://192.168.1.20:8600", ""),
        ("parvis-1a2b.local:8643", ""), ("https://parvis:many", ""), ("https://", ""),
    ]:  # fmt: skip
        assert box_trust.origin(typed) == meant


def test_this_machine_needs_no_certificate() -> None:
    assert box_trust.is_this_machine("http://127.0.0.1:8600") and box_trust.is_this_machine("http://localhost:8600")
    assert not box_trust.is_this_machine("https://parvis-1a2b.local:8643")
    assert not box_trust.is_this_machine("http://192.168.1.20:8600")


def test_what_is_no_certificate_in_a_file_of_policies_is_none() -> None:
    assert box_trust.read("%%%") == b""
