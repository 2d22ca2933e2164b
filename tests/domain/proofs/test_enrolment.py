"""A one-time code, and what follows from it."""

import pytest

from kiosk.clock import READABLE
from kiosk.domain.proofs.enrolment import answer, answered, grouped, locator, proof, proof_key, proven, question, typed
from kiosk.errors import Refused

CODE = "7KQ2MPXWW4T83HJN"
NONCE = "0" * 32


def test_a_code_is_read_as_people_type_it():
    assert grouped(CODE) == "7KQ2-MPXW-W4T8-3HJN"
    for spelling in (grouped(CODE), CODE.lower(), " 7kq2 mpxw–w4t8 3hjn\n"):
        assert typed(spelling) == CODE
        assert (locator(spelling), proof_key(spelling)) == (locator(CODE), proof_key(CODE))
    assert typed(READABLE[:16]) == READABLE[:16]
    assert typed(READABLE[16:]) == READABLE[16:]


@pytest.mark.parametrize("code", ["", "7KQ2", CODE + "2", CODE[:-1] + "0", CODE[:-1] + "O", CODE[:-1] + "É"])
def test_what_cannot_be_a_code_is_refused_before_it_travels(code):
    with pytest.raises(Refused, match="wrong-code"):
        question(code, "", NONCE)


def test_neither_the_code_nor_its_key_travels():
    asked = question(CODE, "f" * 64, NONCE)
    assert set(asked) == {"version", "locator", "site_key", "nonce", "proof"}
    assert CODE not in repr(asked) and proof_key(CODE).hex() not in repr(asked)
    assert len(locator(CODE)) == 32 and not proof_key(CODE).hex().startswith(locator(CODE))


def test_a_proof_is_of_what_was_said_by_whom_knows_the_code():
    key, said = proof_key(CODE), {"a": 1}
    given = proof(key, said)
    assert proven(key, said, given)
    for other in (proof(bytes(32), said), "", None, "é", 7):
        assert not proven(key, said, other)
    assert not proven(key, {"a": 2}, given)


def test_an_answer_belongs_to_one_question():
    key = proof_key(CODE)
    result = answer(key, {"token": "t"}, NONCE)
    assert answered(key, result, NONCE)
    assert not answered(key, result, "1" * 32)
    assert not answered(key, {**result, "token": "u"}, NONCE)
    assert not answered(key, {**result, "nonce": NONCE}, NONCE)
    assert not answered(proof_key(CODE[::-1]), result, NONCE)
