"""The seal of a PDF: what was given, what was changed, and what bears none."""

from datetime import date
from io import BytesIO

import pikepdf

from kiosk.crypto import keys
from kiosk.domain.proofs import pdf_seal
from kiosk.domain.proofs.pdf_seal import Seal
from kiosk.domain.proofs.site_keys import KeyList, SiteKey

SEED, OTHER = b"s" * 32, b"o" * 32
KEY = SiteKey(keys.verify_key(SEED), "SA", "Mairie de Saint-Aubin")
KNOWN = KeyList((KEY, SiteKey(keys.verify_key(OTHER), "BZ", "Mairie de Bazas")))


def a_pdf() -> bytes:
    into = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(into)
    return into.getvalue()


PLAIN = a_pdf()
GIVEN = pdf_seal.sealed(PLAIN, b"proof", SEED)


def state(file: bytes, known: KeyList = KNOWN, site: str = "SA") -> str:
    return pdf_seal.state(pdf_seal.read(file), known, site)


def test_what_the_town_hall_gave_is_intact_and_still_a_pdf() -> None:
    assert state(GIVEN) == "intact"
    assert pdf_seal.read(GIVEN).proof.startswith("#")
    with pikepdf.open(BytesIO(GIVEN)) as document:
        assert len(document.pages) == 1
    assert pdf_seal.sealed(PLAIN, b"proof", SEED) == GIVEN


def test_one_byte_changed_is_told() -> None:
    """In the document, in the proof, in the seal."""
    for at in [10, 200, -300, -120]:
        spoilt = bytearray(GIVEN)
        spoilt[at] = ord("A") if spoilt[at] != ord("A") else ord("B")
        assert state(bytes(spoilt)) in ("changed", "unsealed")
        assert state(bytes(spoilt)) != "intact"


def test_what_is_added_after_the_seal_is_told() -> None:
    """An incremental update, which draws other words over the first."""
    assert state(GIVEN + b"1 0 obj << >> endobj\n%%EOF\n") == "changed"


def test_another_receipt_s_seal_does_not_serve() -> None:
    other = pdf_seal.sealed(PLAIN + b"%other\n", b"proof", SEED)
    tail = other[other.rindex(b"%Parvis ") :]
    assert state(GIVEN[: GIVEN.rindex(b"%Parvis ")] + tail) == "changed"


def test_a_pdf_saved_anew_bears_no_seal() -> None:
    into = BytesIO()
    with pikepdf.open(BytesIO(GIVEN)) as document:
        document.save(into)
    assert pdf_seal.read(into.getvalue()) == Seal()
    assert state(into.getvalue()) == "unsealed"


def test_only_a_key_of_the_site_that_is_not_revoked_counts() -> None:
    assert state(GIVEN, site="BZ") == "unsealed", "another town's receipt"
    assert state(GIVEN, KeyList(())) == "unsealed"
    revoked = SiteKey(KEY.key, "SA", "Mairie", revoked=date(2026, 1, 1))
    assert state(GIVEN, KeyList((revoked,))) == "unsealed"


def test_a_seal_that_is_no_message_is_a_change() -> None:
    assert pdf_seal.state(Seal("#AA", "00", "AAAA"), KNOWN, "SA") == "changed"
    assert pdf_seal.state(Seal("#AA", "00", "A"), KNOWN, "SA") == "changed"
