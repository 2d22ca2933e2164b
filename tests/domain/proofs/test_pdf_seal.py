"""The seal of a PDF: what was given, what was changed, and what bears none."""

from datetime import date
from io import BytesIO

import pikepdf

from kiosk.crypto import keys
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import KeyList, Seal, SitePublicKey

SEED, OTHER = b"s" * 32, b"o" * 32
KEY = SitePublicKey(keys.verify_key(SEED), "SA", "Mairie de Saint-Aubin")
KNOWN = KeyList((KEY, SitePublicKey(keys.verify_key(OTHER), "BZ", "Mairie de Bazas")))


def a_pdf() -> bytes:
    into = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(into)
    return into.getvalue()


PLAIN = a_pdf()
GIVEN = receipt_proof.seal_pdf(PLAIN, b"proof", SEED)


def state(file: bytes, known: KeyList = KNOWN, site: str = "SA") -> str:
    return receipt_proof.judge_pdf_seal(receipt_proof.read_pdf_seal(file), known, site)


def test_what_the_town_hall_gave_is_intact_and_still_a_pdf() -> None:
    assert state(GIVEN) == "intact"
    assert receipt_proof.read_pdf_seal(GIVEN).proof.startswith("#")
    with pikepdf.open(BytesIO(GIVEN)) as document:
        assert len(document.pages) == 1
    assert receipt_proof.seal_pdf(PLAIN, b"proof", SEED) == GIVEN


def test_what_was_changed_or_added_or_moved_is_told() -> None:
    """In the document, in the proof, in the seal."""
    for at in [10, 200, -300, -120]:
        spoilt = bytearray(GIVEN)
        spoilt[at] = ord("A") if spoilt[at] != ord("A") else ord("B")
        assert state(bytes(spoilt)) in ("changed", "unsealed")
        assert state(bytes(spoilt)) != "intact"
    # An incremental update, which draws other words over the first.
    assert state(GIVEN + b"1 0 obj << >> endobj\n%%EOF\n") == "changed"


def test_another_receipt_s_seal_does_not_serve() -> None:
    other = receipt_proof.seal_pdf(PLAIN + b"%other\n", b"proof", SEED)
    tail = other[other.rindex(b"%Parvis ") :]
    assert state(GIVEN[: GIVEN.rindex(b"%Parvis ")] + tail) == "changed"
    assert receipt_proof.judge_pdf_seal(Seal("#AA", "00", "AAAA"), KNOWN, "SA") == "changed"
    assert receipt_proof.judge_pdf_seal(Seal("#AA", "00", "A"), KNOWN, "SA") == "changed"


def test_a_pdf_saved_anew_bears_no_seal() -> None:
    into = BytesIO()
    with pikepdf.open(BytesIO(GIVEN)) as document:
        document.save(into)
    assert receipt_proof.read_pdf_seal(into.getvalue()) == Seal()
    assert state(into.getvalue()) == "unsealed"


def test_only_a_key_of_the_site_that_is_not_revoked_counts() -> None:
    assert state(GIVEN, site="BZ") == "unsealed", "another town's receipt"
    assert state(GIVEN, KeyList(())) == "unsealed"
    revoked = SitePublicKey(KEY.key, "SA", "Mairie", revoked=date(2026, 1, 1))
    assert state(GIVEN, KeyList((revoked,))) == "unsealed"


def test_a_seal_that_is_no_message_is_a_change() -> None:
    assert receipt_proof.judge_pdf_seal(Seal("#AA", "00", "AAAA"), KNOWN, "SA") == "changed"
    assert receipt_proof.judge_pdf_seal(Seal("#AA", "00", "A"), KNOWN, "SA") == "changed"
