"""A message is what the standard says it is, and each has one spelling."""

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import keys
from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused

SEED = bytes(range(32))
KEY = keys.verify_key(SEED)
PURPOSE = b"a test"


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_somebody_elses_code_verifies_what_ours_signs(payload: bytes, purpose: bytes) -> None:
    """Another Ed25519 (OpenSSL's) over the Sig_structure as RFC 9052 writes it, built here byte by byte."""
    tag = cbor2.loads(receipt_proof.sign_cose(SEED, payload, purpose))
    protected, unprotected, said, signature = tag.value
    assert (tag.tag, dict(unprotected), said) == (18, {}, payload)
    assert cbor2.loads(protected) == {1: -8, 4: receipt_proof.signing_key_id(KEY)}

    def text(data: bytes) -> bytes:
        return (bytes([0x40 + len(data)]) if len(data) < 24 else bytes([0x58, len(data)])) + data

    structure = b"\x84\x6aSignature1" + text(protected) + text(purpose) + text(payload)
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(KEY))
    public.verify(signature, structure)
    with pytest.raises(InvalidSignature):
        public.verify(signature, structure + b"\0")


@given(st.binary(max_size=200))
def test_what_was_signed_is_read_back(payload: bytes) -> None:
    read = receipt_proof.parse_cose(receipt_proof.sign_cose(SEED, payload, PURPOSE))
    assert (read.payload, read.key_id) == (payload, receipt_proof.signing_key_id(KEY))
    assert read.signed_by(KEY, PURPOSE)
    assert not read.signed_by(KEY, PURPOSE + b"!"), "signed for something else"
    assert not read.signed_by(keys.verify_key(bytes(32)), PURPOSE), "signed by somebody else"


@given(st.binary(max_size=700))
def test_whatever_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="not-a-message"):
        receipt_proof.parse_cose(data)


def other_spellings() -> dict[str, bytes]:
    """Messages whose signature holds, and which nobody of ours writes."""
    good = cbor2.loads(receipt_proof.sign_cose(SEED, b"said", PURPOSE))
    protected, _, payload, signature = good.value
    longer = cbor2.dumps({1: -8, 4: receipt_proof.signing_key_id(KEY), 5: 0})
    return {
        "something behind it": cbor2.dumps(good) + b"\0",
        "no tag": cbor2.dumps([protected, {}, payload, signature]),
        "another tag": cbor2.dumps(cbor2.CBORTag(98, [protected, {}, payload, signature])),
        "a header that is not signed": cbor2.dumps(cbor2.CBORTag(18, [protected, {4: b"else"}, payload, signature])),
        "one header more": cbor2.dumps(cbor2.CBORTag(18, [longer, {}, payload, signature])),
        "no algorithm": cbor2.dumps(cbor2.CBORTag(18, [b"", {}, payload, signature])),
        "a tag in two bytes": b"\xd8\x12" + cbor2.dumps(good)[1:],
        "a length in two bytes": b"\xd2\x98\x04" + cbor2.dumps(good)[2:],
        "a short signature": cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature[:63]])),
        "five parts": cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature, b""])),
        "too long": receipt_proof.sign_cose(SEED, bytes(receipt_proof.MOST_BYTES), PURPOSE),
    }


def test_another_spelling_of_the_same_is_refused() -> None:
    for how in other_spellings():
        with pytest.raises(Refused, match="not-a-message"):
            receipt_proof.parse_cose(other_spellings()[how])
