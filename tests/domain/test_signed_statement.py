"""What a hub signed is believed where the enrolled hub signed it, for this box, and nothing changed on the way.
A receipt is judged by the list that the hub signed, and what is wrong is said.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import encode_canonical_body
from kiosk.domain.events.wire.statements import HubStanding, ReleaseNote
from kiosk.domain.proofs import receipt_proof, signed_statement
from kiosk.domain.proofs.receipt_proof import KeyList, Proof, SitePublicKey, verify_text
from kiosk.domain.proofs.signed_statement import SignedStatement, sign_statement, statement_from_wire
from kiosk.errors import Refused, Unreachable

SEED = bytes(range(32))
KEY = keys.verify_key(SEED)
FIELDS = st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")) | st.integers())


@given(FIELDS)
def test_a_statement_is_read_back_as_it_was_signed(fields: dict[str, Any]) -> None:
    signed = sign_statement(encode_canonical_body(fields), SEED)
    assert statement_from_wire({"version": 2, **signed.to_wire()}) == signed
    assert signed.verified_fields(KEY) == fields


@given(FIELDS, st.binary(min_size=64, max_size=64))
def test_no_other_signature_is_believed(fields: dict[str, Any], signature: bytes) -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        SignedStatement(encode_canonical_body(fields), signature).verified_fields(KEY)


def test_what_holds_no_signed_statement_is_no_answer() -> None:
    for entry in [None, [], "x", 7, {"statement": "\ud800"}, {"statement": "{}", "signature": "zz"}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            statement_from_wire(entry)
    for statement in [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000]:
        with pytest.raises(Unreachable, match="bad-answer"):
            sign_statement(statement, SEED).verified_fields(KEY)
    assert statement_from_wire({}) == SignedStatement(b"", b"")
    with pytest.raises(Unreachable, match="bad-signature"):
        statement_from_wire({"statement": "{}"}).verified_fields(KEY)


SIGNER, OTHER = b"h" * 32, b"o" * 32
ITEM: dict[str, Any] = {"id": "1" * 32, "sealed": "AAAA", "sequence": 1, "replaces": None}


def read(entry: object, item: dict[str, Any] = ITEM, site: str = "SA") -> tuple[str, str]:
    return signed_statement.read_refusal(entry, keys.verify_key(SIGNER), item, site)


def refused(item: dict[str, Any] = ITEM, seed: bytes = SIGNER) -> dict[str, str]:
    return signed_statement.refusal_to_wire(item, "SA", "closed-case", "reference", seed)


def test_a_refusal_of_this_event_alone_is_read() -> None:
    assert read(refused()) == ("closed-case", "reference")
    with pytest.raises(Unreachable, match="bad-answer"):
        read(refused({**ITEM, "sealed": "AAAB"}))
    with pytest.raises(Unreachable, match="bad-answer"):
        read(refused(), site="BZ")
    with pytest.raises(Unreachable, match="bad-signature"):
        read(refused(seed=OTHER))


def test_what_cannot_be_written_again_gets_no_signature() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert refused({**ITEM, "more": deep}) == {}
    assert refused({**ITEM, "more": "\ud800"})


SAID = HubStanding("SA", "e" * 32, 17, "a" * 32, datetime(2026, 11, 26, 9, 30, 0, 5, tzinfo=UTC), 2)


def read_standing(entry: object, site: str = "SA", asked: str = "a" * 32) -> HubStanding:
    return signed_statement.read_answer(entry, keys.verify_key(SIGNER), site=site, asked=asked)[0]


def test_a_standing_is_read_of_this_hub_and_to_this_question_alone() -> None:
    assert read_standing(signed_statement.sign_message(SAID, SIGNER).to_wire()) == SAID
    for site, asked in [("BZ", "a" * 32), ("SA", "b" * 32)]:
        with pytest.raises(Unreachable, match="bad-answer"):
            read_standing(signed_statement.sign_message(SAID, SIGNER).to_wire(), site, asked)
    with pytest.raises(Unreachable, match="bad-signature"):
        read_standing(signed_statement.sign_message(SAID, OTHER).to_wire())
    for statement in (
        replace(SAID, at=SAID.at.replace(tzinfo=None)).statement(),
        b'{"standing": "SA"}',
        b"[]",
        b'{"at": 3}',
    ):
        with pytest.raises(Unreachable, match="bad-answer"):
            read_standing(signed_statement.sign_statement(statement, SIGNER).to_wire())


NOTE = ReleaseNote("0.2.1", "Corrige la lecture des pièces jointes.", datetime(2026, 11, 26, tzinfo=UTC), 2)


def test_a_release_note_is_read_where_the_hub_signed_it() -> None:
    assert (
        signed_statement.read_release_note(signed_statement.sign_message(NOTE, SIGNER), keys.verify_key(SIGNER)) == NOTE
    )
    with pytest.raises(Unreachable, match="bad-signature"):
        signed_statement.read_release_note(signed_statement.sign_message(NOTE, OTHER), keys.verify_key(SIGNER))
    for fields in (
        {}, {"version": 2, "security": "1.0", "text": "", "at": NOTE.at.isoformat()},
        {"version": 2, "security": "0.2.1", "text": "", "at": "demain"},
        {"version": 9, "security": "0.2.1", "text": "", "at": NOTE.at.isoformat()},
    ):  # fmt: skip
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_statement.read_release_note(
                signed_statement.sign_statement(encode_canonical_body(fields), SIGNER), keys.verify_key(SIGNER)
            )


def test_a_version_is_newer_by_its_numbers() -> None:
    for release, than, newer in [
        ("0.2.1", "0.2.0", True), ("0.10.0", "0.9.9", True), ("0.2.0", "0.2.0", False), ("0.1.9", "0.2.0", False),
        ("0.2", "0.1.0", False), ("0.2.1", "0.2.1.dev0", False),
    ]:  # fmt: skip
        assert signed_statement.is_newer_release(release, than) is newer


HUB = keys.verify_key(SEED)
UPDATE: dict[str, Any] = {
    "id": "d" * 32, "reference": "SA1042X", "kind": "state", "state": "accepted", "message": "Accepté.",
    "at": "2026-11-24T13:06:00.123456+00:00", "by": "État civil",
}  # fmt: skip
# Captured from a hub of version 0.1.0, before this module existed.
STATEMENT = (
    '{"at":"2026-11-24T13:06:00.123456+00:00","by":"État civil","cursor":1,'
    '"id":"dddddddddddddddddddddddddddddddd","kind":"state","message":"Accepté.","reference":"SA1042X",'
    '"site":"SA","state":"accepted","version":2}'
)
ON_THE_WIRE: dict[str, object] = {
    "cursor": 1,
    "statement": STATEMENT,
    "signature": (
        "fb9195fa524e3d727559a80c5c17ea79d6c9f9b607c184c7aeeca9be19d174ca"
        "e7e40a1723e3dd86ec26e6c0f1e6f5d2e4175b5db8976fb3e55469521d5d5c06"
    ),
}


def test_the_bytes_on_the_wire_are_those_of_the_first_version() -> None:
    assert signed_statement.update_to_wire(UPDATE, "SA", 1, SEED) == ON_THE_WIRE
    assert signed_statement.read_signed_update(ON_THE_WIRE, HUB, "SA") == {**UPDATE, "cursor": 1}


@given(st.integers(0, len(STATEMENT.encode()) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, flip: int) -> None:
    changed = bytearray(STATEMENT.encode())
    changed[place] ^= flip
    with pytest.raises(Unreachable):
        signed_statement.read_signed_update(
            {**ON_THE_WIRE, "statement": changed.decode("utf-8", "surrogateescape")}, HUB, "SA"
        )


def test_an_update_of_another_hub_site_or_cursor_is_refused() -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        signed_statement.read_signed_update(ON_THE_WIRE, keys.verify_key(bytes(32)), "SA")
    with pytest.raises(Unreachable, match="bad-answer"):
        signed_statement.read_signed_update(ON_THE_WIRE, HUB, "BZ")
    with pytest.raises(Unreachable, match="bad-answer"):
        signed_statement.read_signed_update({**ON_THE_WIRE, "cursor": 9}, HUB, "SA")


def test_what_is_no_whole_update_is_no_answer_though_it_is_signed() -> None:
    for field in UPDATE:
        lacking = {name: value for name, value in UPDATE.items() if name != field}
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_statement.read_signed_update(signed_statement.update_to_wire(lacking, "SA", 1, SEED), HUB, "SA")
    for entry in [None, [], "x", {}, {"cursor": 1}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_statement.read_signed_update(entry, HUB, "SA")


ADDED: dict[str, Any] = UPDATE | {
    "kind": "added",
    "state": "incomplete",
    "source": "telephone",
    "legal_date": "2026-11-30",
    "documents": [{"id": "identity", "label": "Pièce", "state": "joined", "files": 1, "answers": "a" * 32}],
}


def test_what_was_added_elsewhere_is_read_with_what_came() -> None:
    assert signed_statement.read_signed_update(signed_statement.update_to_wire(ADDED, "SA", 1, SEED), HUB, "SA") == {
        **ADDED,
        "cursor": 1,
    }
    newer = ADDED | {"source": "by-pigeon"}
    assert (
        signed_statement.read_signed_update(signed_statement.update_to_wire(newer, "SA", 1, SEED), HUB, "SA")["source"]
        == "by-pigeon"
    )
    for wrong in [{"source": None}, {"legal_date": "hier"}, {"documents": None}, {"documents": [{"id": "identity"}]}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_statement.read_signed_update(
                signed_statement.update_to_wire(ADDED | wrong, "SA", 1, SEED), HUB, "SA"
            )


SITE_SEED, OTHER_SITE, HUB_KEYS = bytes(range(32)), bytes(32), b"h" * 32
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROOF = Proof("SA1042X", "birth-certificate", "SA", DAY, "deposited", bytes(16))
TEXT = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, SITE_SEED))
OURS = SitePublicKey(keys.verify_key(SITE_SEED), "SA", "Mairie de Saint-Aubin")
BRUZ = SitePublicKey(keys.verify_key(OTHER_SITE), "BZ", "Mairie de Bruz")
LIST = KeyList((BRUZ, OURS), 2, AT, "e" * 32, keys.verify_key(HUB_KEYS))


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
    forged = receipt_proof.make_receipt_proof(PROOF, SITE_SEED).replace(days.to_bytes(2), (days - 1).to_bytes(2))
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
    verdict = verify_text(
        receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, OTHER_SITE)), LIST, AT
    )
    assert (verdict.code, verdict.by) == ("another-site", BRUZ)


def test_a_key_that_was_revoked_or_replaced_speaks_for_its_own_days_or_none() -> None:
    for day in [DAY - timedelta(days=400), DAY, DAY + timedelta(days=400)]:
        text = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(replace(PROOF, day=day), SITE_SEED))
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
    text = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, SITE_SEED))
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
    signature = keys.sign_bytes(HUB_KEYS, result)
    assert receipt_proof.read_key_list(result, signature, LIST.hub) == made
    for hub, wrong in ((OURS.key, signature), (LIST.hub, keys.sign_bytes(SITE_SEED, result)), (LIST.hub, b"")):
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
            receipt_proof.read_key_list(said, keys.sign_bytes(HUB_KEYS, said), LIST.hub)


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
    for seed in (SITE_SEED, bytes(range(1, 33))):
        verdict = verify_text(
            receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(example, seed)), LIST, AT
        )
        assert (verdict.code, verdict.genuine, verdict.by) == ("example", False, None)
