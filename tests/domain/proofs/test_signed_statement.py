"""A signed statement travels as text, comes back to the byte, and says nothing before its signature is verified."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import keys
from kiosk.domain.events.event import canonical
from kiosk.domain.proofs.signed_statement import SignedStatement, from_wire, sign
from kiosk.errors import Unreachable

SEED = bytes(range(32))
KEY = keys.verify_key(SEED)
FIELDS = st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")) | st.integers())


@given(FIELDS)
def test_a_statement_is_read_back_as_it_was_signed(fields: dict[str, Any]) -> None:
    signed = sign(canonical(fields), SEED)
    assert from_wire({"version": 2, **signed.to_wire()}) == signed
    assert signed.verified_fields(KEY) == fields


@given(FIELDS, st.binary(min_size=64, max_size=64))
def test_no_other_signature_is_believed(fields: dict[str, Any], signature: bytes) -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        SignedStatement(canonical(fields), signature).verified_fields(KEY)


def test_what_holds_no_signed_statement_is_no_answer() -> None:
    for entry in [None, [], "x", 7, {"statement": "\ud800"}, {"statement": "{}", "signature": "zz"}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            from_wire(entry)


def test_a_statement_that_is_no_object_is_no_answer_though_it_is_signed() -> None:
    for statement in [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000]:
        with pytest.raises(Unreachable, match="bad-answer"):
            sign(statement, SEED).verified_fields(KEY)


def test_an_entry_without_statement_or_signature_is_no_answer() -> None:
    assert from_wire({}) == SignedStatement(b"", b"")
    with pytest.raises(Unreachable, match="bad-signature"):
        from_wire({"statement": "{}"}).verified_fields(KEY)
