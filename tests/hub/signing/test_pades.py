"""A PDF signed here is valid to whoever trusts the authority, with a key that is kept sealed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from sqlalchemy import select

from hub.hub import Hub
from hub.monitoring.doctor import examine
from hub.signing import letter, pades, signing_keys
from hub.signing.letter import Draft
from hub.store.schema import signing_key
from hub.trail.audit import lines
from kiosk.crypto.signing_certificates import read_pkcs12
from kiosk.domain.replies.author import Author
from kiosk.errors import Refused
from tests.gallery.site.certified import PASSPHRASE, SUBJECT, authority_der, p12
from tests.gallery.site.strange_files import plain_pdf, saved
from tests.hub.conftest import Watch
from tests.hub.samples import Box, case_of, query_rows

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


def test_it_has_addressee_decision_author_reasons_and_remedies(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    case = case_of(hub, sent["reference"])
    draft = Draft("refused", "Vous n’habitez pas la commune.", Author("Claire", "Morel", "Adjointe au maire"))
    pdf = letter.pdf(case, draft, hub.clock.now(), "Mairie de Saint-Aubin")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    for words in (
        "Awa Benali", "Copie d’un acte de naissance", "Claire Morel, Adjointe au maire", "procureur de la République",
        "Vous n’habitez pas la commune.", "02 99 00 00 00", "Signé électroniquement avec le certificat de",
    ):  # fmt: skip
        assert words in text, words


SERVICE = "etat-civil"


def _found(hub: Hub) -> list[tuple[bool, str]]:
    return [(finding.well, finding.reason) for finding in examine(hub) if finding.code == "hub-signing"]


def test_it_is_kept_sealed_and_opened_to_sign(hub: Hub) -> None:
    data = p12(hub.clock.now())
    assert signing_keys.add(hub, SERVICE, data, PASSPHRASE).subject == SUBJECT
    known, clear = signing_keys.opened(hub, SERVICE)
    assert (known.service, [key.subject for key in signing_keys.every(hub)]) == (SERVICE, [SUBJECT])
    kept = bytes(query_rows(hub, select(signing_key.c.secret)).scalar_one())
    assert clear not in kept and data not in kept
    assert [line.detail for line in lines(hub.store) if line.action == "signing-key-added"] == [f"{SERVICE}: {SUBJECT}"]


def test_another_takes_its_place_and_it_is_forgotten(hub: Hub) -> None:
    for _ in range(2):
        signing_keys.add(hub, SERVICE, p12(hub.clock.now()), PASSPHRASE)
    assert len(signing_keys.every(hub)) == 1
    signing_keys.remove(hub, SERVICE)
    assert signing_keys.of_service(hub, SERVICE) is None
    for asked in (signing_keys.remove, signing_keys.opened):
        with pytest.raises(Refused, match="no-signing-key"):
            asked(hub, SERVICE)


def test_what_cannot_sign_is_not_taken(hub: Hub) -> None:
    now = hub.clock.now()
    with pytest.raises(Refused, match="signing-key-unreadable"):
        signing_keys.add(hub, SERVICE, p12(now), "another")
    with pytest.raises(Refused, match="signing-key-ended"):
        signing_keys.add(hub, SERVICE, p12(now, until=timedelta(days=-1)), PASSPHRASE)
    with pytest.raises(Refused, match="signing-key-other-use"):
        signing_keys.add(hub, SERVICE, p12(now, signs=False), PASSPHRASE)
    with pytest.raises(Refused, match="no-such-service"):
        signing_keys.add(hub, "etat-civile", p12(now), PASSPHRASE)
    assert signing_keys.every(hub) == []


def test_the_doctor_says_when_one_ends(hub: Hub, watch: Watch) -> None:
    assert _found(hub) == []
    signing_keys.add(hub, SERVICE, p12(hub.clock.now(), until=timedelta(days=40)), PASSPHRASE)
    assert _found(hub) == [(True, "")]
    watch.ahead.append(timedelta(days=11))
    assert _found(hub) == [(False, "signing-key-ends")]
    watch.ahead.append(timedelta(days=30))
    assert _found(hub) == [(False, "signing-key-ended")]
    with pytest.raises(Refused, match="signing-key-ended"):
        signing_keys.opened(hub, SERVICE)
