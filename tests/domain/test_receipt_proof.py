"""A proof says what the receipt says, names nobody, and fits in a code that a telephone reads.
What an authority published: believed by who signed it, shown up to its last day.
"""

import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
from kiosk.domain.published import documents
from kiosk.domain.published.documents import (
    SETTABLE,
    InformationSheet,
    InLanguages,
    ItemList,
    KeySignature,
    PublishedSetting,
    Root,
    SignedDocument,
    SigningRole,
)
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import Settings
from printers import qr
from tests.gallery.site.authority import Authority
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


def test_a_threshold_counts_keys_and_not_signatures() -> None:
    authority = Authority()
    root = documents.parse_document(Root, authority.root())
    once = documents.sign_document(root, authority.seeds[0])
    twice = SignedDocument(statement=once.statement, signatures=once.signatures * 2)
    assert (root.roots.is_met(once), root.roots.is_met(twice)) == (False, False)
    assert root.roots.is_met(documents.add_signatures(once, authority.seeds[1]))
    assert documents.add_signatures(once, authority.seeds[0]) == once


def test_a_signature_under_another_name_does_not_count() -> None:
    authority, thief = Authority(), keys.new_signing_key()
    listed = authority.list(1, {})
    forged = KeySignature(
        key=keys.verify_key(authority.seeds[0]), signature=keys.sign_bytes(thief, listed.statement.encode()).hex()
    )
    role = SigningRole(keys=(keys.verify_key(authority.seeds[0]),), threshold=1)
    assert not role.is_met(SignedDocument(statement=listed.statement, signatures=(forged,)))


def test_a_root_is_no_list_and_a_list_no_root() -> None:
    authority = Authority()
    for of, signed in ((ItemList, authority.root()), (Root, authority.list(1, {}))):
        with pytest.raises(Refused, match="broken-publication"):
            documents.parse_document(of, signed)


def test_the_name_of_an_item_leads_nowhere() -> None:
    for name in ["../../etc/passwd", "a/b", ".hidden", "a..b", "", "A"]:
        with pytest.raises(Refused, match="broken-publication"):
            documents.parse_document(ItemList, Authority().list(1, {("sheet", name): b""}))


SETTING = b'{"setting": "recipients", "value": ["a", "b"], "why": {"fr": "Parce que.", "ar": "\xd9\x84"}}'


def test_values_are_numbers_texts_and_lists_of_texts() -> None:
    assert documents.parse_item_contents(PublishedSetting, SETTING).value == ("a", "b")
    assert documents.parse_item_contents(PublishedSetting, SETTING.replace(b'["a", "b"]', b"7")).value == 7
    with pytest.raises(Refused):
        documents.parse_item_contents(PublishedSetting, SETTING.replace(b'["a", "b"]', b"1.5"))


def test_a_first_root_is_signed_by_its_own_keys() -> None:
    authority = Authority()
    assert documents.first_root(authority.root()).number == 1
    with pytest.raises(Refused, match="untrusted-publication"):
        documents.first_root(
            documents.sign_document(documents.parse_document(Root, authority.root()), authority.seeds[0])
        )


def test_roots_are_walked_in_order_however_they_are_given() -> None:
    first, second, third = Authority(), Authority(), Authority()
    trusted = documents.first_root(first.root())
    given = [third.root(3, *second.seeds), first.root(), second.root(2, *first.seeds)]
    assert [root.number for root, _ in documents.follow_roots(trusted, given)] == [2, 3]
    with pytest.raises(Refused, match="root-missing"):
        documents.follow_roots(trusted, given[:2])


def test_the_last_root_may_not_be_expired_and_the_last_day_still_counts() -> None:
    authority = Authority()
    root, listed = documents.first_root(authority.root()), authority.list(3, {})
    assert documents.judge_list(root, listed, None, "SA", authority.until).number == 3
    for day, code in ((authority.until, "expired-publication"), (root.until, "expired-root")):
        with pytest.raises(Refused, match=code):
            documents.judge_list(root, listed, None, "SA", day + timedelta(days=1))


NEVER = ("host", "port", "names", "data", "site_code", "printer", "backup_folder", "services", "log_level")


def published(name: str, value: Any) -> PublishedSetting:
    return PublishedSetting(setting=name, value=value, why={"fr": "a"})


def test_every_setting_of_the_list_is_one_of_a_box_and_none_leads_elsewhere() -> None:
    names = {setting.name for setting in SETTABLE}
    assert names < {field.name for field in fields(Settings)}
    assert not names.intersection(NEVER)


def test_a_published_value_has_a_bound() -> None:
    for name, value in [
        ("sync_every_s", 86_401), ("backup_days", 32), ("recipients", ("a" * 201,)), ("recipients", ("a",) * 51),
        ("privacy_officer", "a" * 301),
    ]:  # fmt: skip
        assert documents.find_setting_fault(published(name, value)) == "bad-value", name
    assert (
        documents.find_setting_fault(published("sync_every_s", 86_400))
        == documents.find_setting_fault(published("recipients", ("a",)))
        == ""
    )


def test_what_keeps_longer_is_refused_here() -> None:
    for name, value, own, refused in [
        ("retention_days", 31, 30, "longer"), ("retention_days", 0, 30, "too-short"), ("retention_days", 30, 30, ""),
        ("speech", "off", "on", ""), ("sync_every_s", 600, 60, ""),
    ]:  # fmt: skip
        assert documents.refused_here(published(name, value), own) == refused


DAY = date(2026, 11, 2)


def test_a_sheet_without_a_last_day_is_shown_for_ever() -> None:
    words = InLanguages({"fr": "un\n\ndeux", "ar": "واحد"})
    endless = InformationSheet("a", words, words, "s", DAY, None)
    ended = InformationSheet("a", words, words, "s", DAY, DAY)
    assert endless.is_shown(date(2099, 1, 1))
    assert (ended.is_shown(DAY), ended.is_shown(date(2026, 11, 3))) == (True, False)
    assert (words.paragraphs("uk"), words.text("ar")) == (["un", "deux"], "واحد")
