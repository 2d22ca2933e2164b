"""A PDF signed here is valid to whoever trusts the authority, and not once a byte of it changed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from hub.signing import pades
from kiosk.crypto.signing_certificates import read_pkcs12
from kiosk.errors import Refused
from tests.gallery.site.certified import PASSPHRASE, SUBJECT, authority_der, p12
from tests.gallery.site.strange_files import plain_pdf, saved

NOW = datetime.now(UTC)
"""The signature says when it was made, by the machine's own clock."""


def signature_of(pdf: bytes) -> Any:
    """The standing of the one signature in a PDF, for whoever trusts the authority of the tests."""
    (signature,) = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(authority_der(NOW))], allow_fetching=False)
    with ThreadPoolExecutor(1) as thread:  # it runs an event loop; a browser that a test left open has one here
        return thread.submit(validate_pdf_signature, signature, trusted).result()


@pytest.fixture(scope="module")
def pkcs12() -> bytes:
    return read_pkcs12(p12(NOW), PASSPHRASE).pkcs12


def test_it_is_valid_covers_the_whole_file_and_names_the_service(pkcs12: bytes) -> None:
    before = saved(plain_pdf())
    signed = pades.sign(before, pkcs12)
    assert signed.startswith(before), "what was there stays as it was"
    status = signature_of(signed)
    assert status.bottom_line and status.intact and status.valid and status.trusted
    assert status.signing_cert.subject.native["common_name"] == SUBJECT
    assert b"/ETSI.CAdES.detached" in signed


def test_a_program_that_runs_an_event_loop_signs_too(pkcs12: bytes) -> None:
    async def signed() -> bytes:
        return pades.sign(saved(plain_pdf()), pkcs12)

    with ThreadPoolExecutor(1) as thread:
        assert signature_of(thread.submit(asyncio.run, signed()).result()).valid


def test_a_changed_byte_is_seen(pkcs12: bytes) -> None:
    signed = bytearray(pades.sign(saved(plain_pdf()), pkcs12))
    signed[20] ^= 1
    try:
        status = signature_of(bytes(signed))
    except Exception as fault:  # noqa: BLE001 - what no reader opens is not valid either
        assert "pyhanko" in type(fault).__module__
        return
    assert not status.bottom_line


def test_what_is_no_pdf_is_refused_and_a_silent_time_server_said(pkcs12: bytes) -> None:
    with pytest.raises(Refused, match="cannot-sign"):
        pades.sign(b"no PDF", pkcs12)
    with pytest.raises(Refused, match="timestamp-away"):
        pades.sign(saved(plain_pdf()), pkcs12, "http://127.0.0.1:9/tsa")
