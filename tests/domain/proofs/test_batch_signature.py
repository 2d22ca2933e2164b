"""One signature for a batch proves each statement by itself, and nothing else."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import keys
from kiosk.domain.proofs.batch_signature import PLAIN_BYTES, each, sign, verified, verified_all
from kiosk.domain.proofs.signed_statement import SignedStatement

SEED = bytes(range(32))
KEY = keys.verify_key(SEED)


def test_each_statement_is_proven_by_itself() -> None:
    for many in [1, 2, 3, 4, 5, 7, 8, 100, 101]:
        statements = [f'{{"event":{number}}}'.encode() for number in range(many)]
        signature = sign(statements, SEED)
        assert verified_all(KEY, statements, signature) and len(signature) == PLAIN_BYTES
        for statement, proof in zip(statements, each(statements, signature), strict=True):
            assert verified(KEY, statement, proof)
            assert not verified(keys.verify_key(bytes(32)), statement, proof)
            assert SignedStatement(statement, proof).verified_fields(KEY) == {"event": statements.index(statement)}
            assert len(proof) <= PLAIN_BYTES + 4 + 7 * 32


def test_one_more_one_less_or_another_order_is_not_what_was_signed() -> None:
    statements = [b"a", b"b", b"c"]
    signature = sign(statements, SEED)
    for other in ([b"a", b"b"], [*statements, b"c"], [b"b", b"a", b"c"], [b"a", b"b", b"d"]):
        assert not verified_all(KEY, other, signature)
    proofs = each(statements, signature)
    assert not verified(KEY, b"a", proofs[1]) and not verified(KEY, b"d", proofs[0])


def test_a_node_of_the_tree_is_no_statement() -> None:
    """Leaves and nodes are hashed apart (RFC 9162 §2.1.1): two hashes in a row are never taken for a statement."""
    statements = [b"a", b"b"]
    node = b"".join(sha256(b"\x00" + statement).digest() for statement in statements)
    signature = sign(statements, SEED)
    assert not verified(KEY, node, signature + b"\x00\x00\x00\x01")


def test_a_signature_of_one_statement_is_read_as_before() -> None:
    assert verified(KEY, b"a", keys.sign(SEED, b"a"))
    assert not verified(KEY, b"b", keys.sign(SEED, b"a"))


@given(st.binary(max_size=400))
def test_no_bytes_are_a_proof_by_chance_and_none_breaks_the_reader(signature: bytes) -> None:
    assert not verified(KEY, b"a", signature)


@given(st.integers(0, 291), st.integers(1, 255))
def test_a_changed_bit_is_seen(place: int, change: int) -> None:
    statements = [str(number).encode() for number in range(100)]
    proof = bytearray(each(statements, sign(statements, SEED))[37])
    proof[place] ^= change
    assert not verified(KEY, statements[37], bytes(proof))
