"""A proof says what the receipt says, names nobody, and fits in a code that a telephone reads."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.clock import READABLE
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.additions import parse_follow_code
from kiosk.domain.places.site import Site
from kiosk.domain.proofs import enrolment, receipt_proof
from kiosk.domain.proofs.enrolment import SHOWN, WHY, NewFollowCode
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from printers import qr
from tests.long_runs import how_many

SEED = bytes(range(32))
KEY = keys.verify_key(SEED)
PROOF = Proof("SA1042X", "birth-certificate", "SA", date(2026, 11, 24), "deposited", bytes(range(16)))
SITES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=2, max_size=4)


@st.composite
def proofs(draw: st.DrawFn) -> Proof:
    site = draw(SITES)
    reference, _ = references.mint_reference(site, draw(st.integers(0, 10**15 - 100)))
    code = draw(st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,10})?", fullmatch=True))
    day = draw(st.dates(date(2020, 1, 1), date(2120, 1, 1)))
    return Proof(
        reference,
        code,
        site,
        day,
        draw(st.sampled_from(["deposited", "prepared"])),
        draw(st.binary(min_size=16, max_size=16)),
    )


@given(proofs(), st.sampled_from(["https://hub.example", "https://hub.example/town", "http://127.0.0.1:8700/"]))
def test_what_was_proven_is_read_back_however_it_is_typed(said: Proof, hub: str) -> None:
    made = receipt_proof.make_receipt_proof(said, SEED)
    assert made == receipt_proof.make_receipt_proof(said, SEED), "the same paper twice"
    spaced = " ".join(receipt_proof.encode_receipt_proof(made)[at : at + 5] for at in range(0, 400, 5))
    for written in (
        receipt_proof.encode_receipt_proof(made),
        receipt_proof.make_receipt_link(hub, made),
        receipt_proof.make_receipt_link(hub, made).lower(),
        spaced,
        f"SA 1042 X ABC #{spaced}\n",
    ):
        read = receipt_proof.parse_receipt_proof(written)
        assert read.proof == said and read.signed_by(KEY)


def test_a_link_is_in_capitals_as_far_as_an_address_does_not_mind() -> None:
    made = receipt_proof.make_receipt_proof(PROOF, SEED)
    assert (
        receipt_proof.make_receipt_link("https://Hub.example/", made)
        == f"HTTPS://HUB.EXAMPLE/R#{receipt_proof.encode_receipt_proof(made)}"
    )
    assert (
        receipt_proof.make_receipt_link("https://hub.example/Town/", made)
        == f"HTTPS://HUB.EXAMPLE/Town/r#{receipt_proof.encode_receipt_proof(made)}"
    )


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=300), st.binary(max_size=300))
def test_without_the_salt_nobody_checks_a_guess(salt: bytes, one: bytes, other: bytes) -> None:
    assert receipt_proof.digest_body(one, salt) == receipt_proof.digest_body(one, salt)
    assert receipt_proof.digest_body(one, salt) != receipt_proof.digest_body(
        one, bytes(16) if salt != bytes(16) else b"1" * 16
    )
    assert (receipt_proof.digest_body(one, salt) == receipt_proof.digest_body(other, salt)) == (one == other)


def test_no_byte_can_be_changed() -> None:
    whole = receipt_proof.make_receipt_proof(PROOF, SEED)
    for position, right in enumerate(whole):
        made = bytearray(whole)
        for flip in range(1, how_many(9, 256)):
            made[position] = right ^ flip
            try:
                read = receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(bytes(made)))
            except Refused as refused:
                assert refused.code == Refusal.BROKEN_PROOF
            else:
                assert not read.signed_by(KEY) or read.message.key_id != receipt_proof.signing_key_id(KEY)


@given(st.integers(0, 10_000), st.characters())
def test_no_letter_of_the_text_can_be_changed(at: int, letter: str) -> None:
    """Nor of what base32 leaves over at the end."""
    written = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, SEED))
    at %= len(written)
    changed = written[:at] + letter + written[at + 1 :]
    if changed.upper() == written or letter.isspace():
        return
    try:
        read = receipt_proof.parse_receipt_proof(changed)
    except Refused:
        return
    assert changed.upper() != written
    assert not read.signed_by(KEY) or read.message.key_id != receipt_proof.signing_key_id(KEY)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(said: str) -> None:
    with pytest.raises(Refused, match=r"no-proof|broken-proof"):
        receipt_proof.parse_receipt_proof(said)


@given(st.binary(min_size=1, max_size=120))
def test_what_a_site_signs_that_is_no_receipt_is_none(payload: bytes) -> None:
    with pytest.raises(Refused, match="broken-proof"):
        receipt_proof.parse_receipt_proof(
            receipt_proof.encode_receipt_proof(receipt_proof.sign_cose(SEED, payload, receipt_proof.PURPOSE))
        )


def test_a_receipt_has_one_shape() -> None:
    for payload in [
        ["SA1042X", "birth-certificate", "BZ", 20_000, 0, bytes(16)],
        ["SA1042Z", "birth-certificate", "SA", 20_000, 0, bytes(16)],
        ["sa1042x", "birth-certificate", "SA", 20_000, 0, bytes(16)],
        ["SA1042X", "Marie Benali", "SA", 20_000, 0, bytes(16)],
        ["SA1042X", "x" * 24, "SA", 20_000, 0, bytes(16)],
        ["SA1042X", "birth-certificate", "SA", -1, 0, bytes(16)],
        ["SA1042X", "birth-certificate", "SA", 10**9, 0, bytes(16)],
        ["SA1042X", "birth-certificate", "SA", 20_000, 2, bytes(16)],
        ["SA1042X", "birth-certificate", "SA", 20_000, False, bytes(16)],
        ["SA1042X", "birth-certificate", "SA", 20_000, 0, bytes(15)],
        ["SA1042X", "birth-certificate", "SA", 20_000, 0, bytes(16), ""],
    ]:
        with pytest.raises(Refused, match="broken-proof"):
            receipt_proof.parse_receipt_proof(
                receipt_proof.encode_receipt_proof(
                    receipt_proof.sign_cose(SEED, receipt_proof.dumps(payload), receipt_proof.PURPOSE)
                )
            )


def version(data: str) -> int:
    return (len(qr.make_qr_matrix(data)) - 17) // 4


def test_the_longest_that_can_be_said_fits_the_code_that_was_promised() -> None:
    """Version 10 at most, level M: the longest number, procedure and site, at an address of fifty letters."""
    longest = replace(
        PROOF, site="SABC", reference=references.mint_reference("SABC", 10**15 - 100)[0], procedure="x" * 60
    )
    made = receipt_proof.make_receipt_proof(longest, SEED)
    assert len(made) == 153
    hub = "https://demarches.saint-aubin-agglomeration.example"
    assert len(hub) >= 50 and version(receipt_proof.make_receipt_link(hub, made)) == 10
    usual = receipt_proof.make_receipt_proof(PROOF, SEED)
    assert len(usual) == 132 and version(receipt_proof.make_receipt_link("https://hub.example", usual)) == 9


CASE_KEY, SALT = b"k" * 32, "5a" * 16
PLACE = {
    "event_id": "1" * 32, "stream": "2" * 32, "sequence": 2, "reference": "SA1042X", "site": Site("SA", "Saint-Aubin"),
    "day": date(2026, 12, 2), "at": datetime(2026, 12, 2, 9, tzinfo=UTC), "helper": "Nadia Roux",
}  # fmt: skip


def test_the_code_is_always_the_same_and_another_for_each_receipt_and_each_case() -> None:
    code = enrolment.derive_follow_code(CASE_KEY, SALT, READABLE)
    assert enrolment.derive_follow_code(CASE_KEY, SALT, READABLE) == code == parse_follow_code(code) and re.fullmatch(
        "[2-9A-Z]{10}", code
    )
    assert (
        len(
            {
                code,
                enrolment.derive_follow_code(b"l" * 32, SALT, READABLE),
                enrolment.derive_follow_code(CASE_KEY, "5b" * 16, READABLE),
            }
        )
        == 3
    )


def test_the_event_bears_the_codes_hash_the_kind_of_paper_and_why_and_never_the_code() -> None:
    code = enrolment.derive_follow_code(CASE_KEY, SALT, READABLE)
    given = NewFollowCode(keys.token_hash(code), SALT, "passport", "lost")
    body = enrolment.make_new_code_event(given, **PLACE).body
    assert code.encode() not in body
    said = json.loads(body)
    assert [said[name] for name in ("type", "shown", "why")] == ["new_code", "passport", "lost"]


def test_nobody_gets_a_code_on_their_word_alone_and_every_paper_and_reason_is_taken() -> None:
    for shown, why, code in [
        ("", "lost", "not-identified"),
        ("his word", "lost", "not-identified"),
        ("other", "", "no-reason"),
    ]:
        with pytest.raises(Refused, match=code):
            enrolment.check_new_code(shown, why)
    for shown in SHOWN:
        for why in WHY:
            enrolment.check_new_code(shown, why)
