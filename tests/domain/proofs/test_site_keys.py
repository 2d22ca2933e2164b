"""A receipt is judged by the list that the hub signed, and what is wrong is said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import KeyList, Proof, SitePublicKey, verify_text
from kiosk.errors import Refused

SEED, OTHER, HUB = bytes(range(32)), bytes(32), b"h" * 32
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROOF = Proof("SA1042X", "birth-certificate", "SA", DAY, "deposited", bytes(16))
TEXT = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, SEED))
OURS = SitePublicKey(keys.verify_key(SEED), "SA", "Mairie de Saint-Aubin")
BRUZ = SitePublicKey(keys.verify_key(OTHER), "BZ", "Mairie de Bruz")
LIST = KeyList((BRUZ, OURS), 2, AT, "e" * 32, keys.verify_key(HUB))


def without(*gone: SitePublicKey) -> KeyList:
    return replace(LIST, keys=tuple(key for key in LIST.keys if key not in gone))


def with_ours(**changes: date) -> KeyList:
    return replace(LIST, keys=(BRUZ, replace(OURS, **changes)))


def test_a_receipt_of_its_own_site_is_genuine() -> None:
    verdict = verify_text(TEXT, LIST, AT)
    assert verdict.genuine and verdict.proof == PROOF and verdict.by == OURS and not verdict.old_list


def test_a_changed_byte_is_no_signature() -> None:
    changed = replace(PROOF, day=DAY - timedelta(days=1))
    days = (DAY - date(1970, 1, 1)).days
    forged = receipt_proof.make_receipt_proof(PROOF, SEED).replace(days.to_bytes(2), (days - 1).to_bytes(2))
    # the day was moved
    assert receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(forged)).proof == changed
    verdict = verify_text(receipt_proof.encode_receipt_proof(forged), LIST, AT)
    assert (verdict.code, verdict.by) == ("wrong-signature", None)


def test_what_is_no_proof_or_half_of_one_is_said() -> None:
    for said, code in [
        ("", "no-proof"),
        ("bonjour", "broken-proof"),
        ("1!", "no-proof"),
        (TEXT[:-1], "broken-proof"),
        (TEXT[4:], "broken-proof"),
    ]:
        assert verify_text(said, LIST, AT).code == code


def test_a_key_that_nobody_lists_or_of_another_site_proves_nothing() -> None:
    assert verify_text(TEXT, without(OURS), AT).code == "unknown-key"
    assert verify_text(TEXT, KeyList(()), AT).code == "unknown-key"
    verdict = verify_text(receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, OTHER)), LIST, AT)
    assert (verdict.code, verdict.by) == ("another-site", BRUZ)


def test_a_key_that_was_revoked_or_replaced_speaks_for_its_own_days_or_none() -> None:
    for day in [DAY - timedelta(days=400), DAY, DAY + timedelta(days=400)]:
        text = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(replace(PROOF, day=day), SEED))
        assert verify_text(text, with_ours(until=DAY, revoked=DAY), AT).code == "revoked"
    for until, code in (
        (DAY, "genuine"),
        (DAY - timedelta(days=1), "genuine"),
        (DAY - timedelta(days=2), "after-its-key"),
    ):
        assert verify_text(TEXT, with_ours(until=until), AT).code == code


def test_an_old_list_says_so() -> None:
    later = AT + receipt_proof.OLD_AFTER
    assert (
        not verify_text(TEXT, LIST, later).old_list and verify_text(TEXT, LIST, later + timedelta(seconds=1)).old_list
    )
    assert verify_text(TEXT, without(OURS), later + timedelta(days=1)).old_list
    before_the_receipt = replace(LIST, at=AT - timedelta(days=2))
    assert verify_text(TEXT, before_the_receipt, AT).old_list and verify_text(TEXT, before_the_receipt, AT).genuine


def test_two_keys_of_one_name_are_both_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four bytes name a key; among 35,000 sites, a few share theirs."""
    monkeypatch.setattr(receipt_proof, "signing_key_id", lambda key: b"same")
    text = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, SEED))
    assert verify_text(text, LIST, AT).genuine


def test_a_box_knows_its_own_key_before_any_hub_and_never_against_it() -> None:
    assert verify_text(TEXT, KeyList(()).with_own(OURS), AT).genuine
    revoked = with_ours(revoked=DAY)
    assert verify_text(TEXT, revoked.with_own(OURS), AT).code == "revoked"


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2100, 1, 1))


@given(
    st.lists(
        st.builds(
            SitePublicKey, st.binary(min_size=32, max_size=32).map(bytes.hex), st.just("SA"), st.text(), DAYS, DAYS
        )
    )
)
def test_a_list_is_read_back_and_only_under_its_hub(listed: list[SitePublicKey]) -> None:
    made = KeyList(tuple(listed), 7, AT, "e" * 32, LIST.hub)
    result = receipt_proof.make_key_list_statement(made)
    signature = keys.sign_bytes(HUB, result)
    assert receipt_proof.read_key_list(result, signature, LIST.hub) == made
    for hub, wrong in ((OURS.key, signature), (LIST.hub, keys.sign_bytes(SEED, result)), (LIST.hub, b"")):
        with pytest.raises(Refused, match="another-hub"):
            receipt_proof.read_key_list(result, wrong, hub)
    with pytest.raises(Refused, match=r"another-hub|not-a-list"):
        receipt_proof.read_key_list(result.replace(b'"number":7', b'"number":8'), signature, LIST.hub)


def test_what_is_no_list_is_refused() -> None:
    for said in [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b'{"version":2}',
        b'{"version":2,"list":"updates"}',
        b"[" * 100_000,
        b'{"version":2,"list":"receipt-keys","number":1,"at":"x","epoch":"","hub":"","keys":[]}',
        b'{"version":2,"list":"receipt-keys","number":1,"at":"2026-11-24T00:00:00+00:00","epoch":"","hub":"","keys":[{}]}',
        b'{"version":2,"list":"receipt-keys","number":1,"at":"2026-11-24T00:00:00+00:00","epoch":"","hub":"","keys":[{"key":"ab","site":"SA","name":"","until":null,"revoked":null}]}',
    ]:
        with pytest.raises(Refused, match="not-a-list"):
            receipt_proof.read_key_list(said, keys.sign_bytes(HUB, said), LIST.hub)


def test_a_list_that_knows_less_replaces_nothing() -> None:
    newer, again = replace(LIST, number=3), replace(LIST, at=AT + timedelta(hours=1))
    assert LIST.replaces(None) and newer.replaces(LIST) and again.replaces(LIST) and LIST.replaces(LIST)
    assert not LIST.replaces(newer) and not LIST.replaces(again)
    restored = replace(LIST, number=1, epoch="f" * 32)
    assert restored.replaces(newer), "the hub says that it was restored"
    assert replace(LIST, hub=OURS.key, number=1).replaces(newer), "the box is enrolled elsewhere"


def test_a_receipt_of_a_training_is_an_example_whoever_signed_it() -> None:
    reference, _ = references.mint_reference(references.EXAMPLE, 1000)
    example = replace(PROOF, reference=reference, site=references.EXAMPLE)
    for seed in (SEED, bytes(range(1, 33))):
        verdict = verify_text(
            receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(example, seed)), LIST, AT
        )
        assert (verdict.code, verdict.genuine, verdict.by) == ("example", False, None)
