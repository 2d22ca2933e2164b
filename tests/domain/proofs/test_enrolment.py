"""A one-time code, and what follows from it."""

import json

import pytest
from msgspec import to_builtins

from kiosk.clock import READABLE
from kiosk.domain.events.wire.batch import EnrolmentRefusal
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.proofs.enrolment import (
    derive_proof_key,
    group_code,
    is_answer_to,
    is_proof_of,
    make_code_locator,
    make_enrolment_proof,
    make_question,
    parse_enrolment_code,
    prove_answer,
)
from kiosk.errors import Refused

CODE = "7KQ2MPXWW4T83HJN"
NONCE = "0" * 32


def test_a_code_is_read_as_people_type_it():
    assert group_code(CODE) == "7KQ2-MPXW-W4T8-3HJN"
    for spelling in (group_code(CODE), CODE.lower(), " 7kq2 mpxw–w4t8 3hjn\n"):
        assert parse_enrolment_code(spelling) == CODE
        assert (make_code_locator(spelling), derive_proof_key(spelling)) == (
            make_code_locator(CODE),
            derive_proof_key(CODE),
        )
    assert parse_enrolment_code(READABLE[:16]) == READABLE[:16]
    assert parse_enrolment_code(READABLE[16:]) == READABLE[16:]


def test_what_cannot_be_a_code_is_refused_before_it_travels() -> None:
    for code in ["", "7KQ2", CODE + "2", CODE[:-1] + "0", CODE[:-1] + "O", CODE[:-1] + "É"]:
        with pytest.raises(Refused, match="wrong-code"):
            make_question(code, "", NONCE)


def test_neither_the_code_nor_its_key_travels():
    asked = make_question(CODE, "f" * 64, NONCE)
    assert json.loads(encode(asked)).keys() == {"version", "locator", "site_key", "nonce", "proof"}
    assert CODE not in repr(asked) and derive_proof_key(CODE).hex() not in repr(asked)
    assert len(make_code_locator(CODE)) == 32 and not derive_proof_key(CODE).hex().startswith(make_code_locator(CODE))


def test_a_proof_is_of_what_was_said_by_whom_knows_the_code():
    key, said = derive_proof_key(CODE), {"a": 1}
    given = make_enrolment_proof(key, said)
    assert is_proof_of(key, said, given)
    for other in (make_enrolment_proof(bytes(32), said), "", None, "é", 7):
        assert not is_proof_of(key, said, other)
    assert not is_proof_of(key, {"a": 2}, given)


def test_an_answer_belongs_to_one_question():
    key = derive_proof_key(CODE)
    told = EnrolmentRefusal(version=2, error="another-site", site="SA", name="Mairie", proof="")
    result = to_builtins(prove_answer(key, told, NONCE))
    assert is_answer_to(key, result, NONCE)
    assert not is_answer_to(key, result, "1" * 32)
    assert not is_answer_to(key, {**result, "site": "SB"}, NONCE)
    assert not is_answer_to(key, {**result, "nonce": NONCE}, NONCE)
    assert not is_answer_to(derive_proof_key(CODE[::-1]), result, NONCE)
