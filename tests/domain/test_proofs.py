"""An acknowledgement is believed where the box's hub signed exactly these bytes for exactly this event or file.
A message is what the standard says it is, and each has one spelling.
A one-time code, and what follows from it.
The seal of a PDF: what was given, what was changed, and what bears none.
"""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import cbor2
import pikepdf
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace

from kiosk.clock import READABLE
from kiosk.crypto import keys
from kiosk.domain.events.wire.batch import EnrolmentRefusal
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.events.wire.statements import EventAcknowledgement, FileAcknowledgement
from kiosk.domain.proofs import receipt_proof, signed_statement
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
from kiosk.domain.proofs.receipt_proof import KeyList, Seal, SitePublicKey
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Refused, Unreachable

HUB_SEED = bytes(range(32))
HUB = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
AT = datetime(2026, 11, 24, 13, 6, 0, 123456, UTC)
BODY_SHA256 = "7002714886fb8e743b9a6ee2dd3e3a06d4307324b4a3cfdae28665eae4fa7c5c"
FILE_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
OF_EVENT = EventAcknowledgement("a" * 32, BODY_SHA256, "SA", "SA1042X", 1, "submitted", AT, 2)
OF_FILE = FileAcknowledgement("c" * 32, "a" * 32, FILE_SHA256, 3, "SA", AT, 2)
# Captured from a hub of version 0.1.0, before this module existed: stored acknowledgements must stay verifiable.
EVENT_ON_THE_WIRE = {
    "statement": (
        '{"event":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","received_at":"2026-11-24T13:06:00.123456+00:00",'
        '"reference":"SA1042X","sequence":1,'
        '"sha256":"7002714886fb8e743b9a6ee2dd3e3a06d4307324b4a3cfdae28665eae4fa7c5c",'
        '"site":"SA","type":"submitted","version":2}'
    ),
    "signature": (
        "756a8aed95d50193e57c845a972053cef2dbf51db70ad9177c7c6a09780c9ace"
        "50709a6f774b8860ab631f5c694a478265a4cb4dd69653b7a9b6721639ff7e03"
    ),
}
FILE_ON_THE_WIRE = {
    "statement": (
        '{"attachment":"cccccccccccccccccccccccccccccccc","event":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
        '"received_at":"2026-11-24T13:06:00.123456+00:00",'
        '"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",'
        '"site":"SA","size":3,"version":2}'
    ),
    "signature": (
        "53849f6a58c6157e76b027206c409fc86447bb332f0b24a220ee5d5cf0064683"
        "5fad053c623adf2c46eef452c0706f80b0fc8bc5f47ea82f5ef15d5ae0f7ff06"
    ),
}
WIRE_BYTES = json.dumps(EVENT_ON_THE_WIRE).encode()


def read_event(entry: object, verify_key: str = HUB, **changes: str) -> SignedStatement:
    expected = {"event": "a" * 32, "sha256": BODY_SHA256, "site": "SA", **changes}
    return signed_statement.read_of_event(entry, verify_key, **expected)


def read_file(entry: object, **changes: str) -> SignedStatement:
    expected = {"attachment": "c" * 32, "event": "a" * 32, "sha256": FILE_SHA256, "site": "SA", **changes}
    return signed_statement.read_of_file(entry, HUB, **expected)


def test_the_bytes_on_the_wire_are_those_of_the_first_version() -> None:
    assert keys.verify_key(HUB_SEED) == HUB
    assert signed_statement.sign_message(OF_EVENT, HUB_SEED).to_wire() == EVENT_ON_THE_WIRE
    assert signed_statement.sign_message(OF_FILE, HUB_SEED).to_wire() == FILE_ON_THE_WIRE
    entry = {"id": "a" * 32, "outcome": "acknowledged", **EVENT_ON_THE_WIRE}
    assert read_event(entry) == signed_statement.sign_message(OF_EVENT, HUB_SEED)
    assert read_file({"version": 2, **FILE_ON_THE_WIRE}) == signed_statement.sign_message(OF_FILE, HUB_SEED)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
EVENTS = st.builds(
    EventAcknowledgement,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.integers(1, 10**6),
    TEXTS,
    st.datetimes(timezones=st.just(UTC)),
    st.just(2),
)


@given(EVENTS)
def test_what_one_hub_signs_every_box_of_it_believes(acknowledged: EventAcknowledgement) -> None:
    wire = json.loads(json.dumps(signed_statement.sign_message(acknowledged, HUB_SEED).to_wire()))
    names = {"event": acknowledged.event, "sha256": acknowledged.sha256, "site": acknowledged.site}
    signed = signed_statement.read_of_event(wire, HUB, **names)
    assert signed.statement == acknowledged.statement()
    assert signed_statement.received_at(signed.statement) == acknowledged.received_at


@given(st.integers(0, len(EVENT_ON_THE_WIRE["statement"]) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_statement_is_refused(place: int, flip: int) -> None:
    changed = bytearray(EVENT_ON_THE_WIRE["statement"].encode())
    changed[place] ^= flip
    with pytest.raises(Unreachable):
        read_event({**EVENT_ON_THE_WIRE, "statement": changed.decode("utf-8", "surrogateescape")})


@given(st.integers(0, 63), st.integers(1, 255))
def test_any_changed_byte_of_the_signature_is_refused(place: int, flip: int) -> None:
    changed = bytearray.fromhex(EVENT_ON_THE_WIRE["signature"])
    changed[place] ^= flip
    with pytest.raises(Unreachable, match="bad-signature"):
        read_event({**EVENT_ON_THE_WIRE, "signature": changed.hex()})


@given(st.integers(0, len(WIRE_BYTES) - 1), st.integers(1, 127))
def test_no_byte_damaged_on_the_way_gives_another_acknowledgement(place: int, flip: int) -> None:
    """JSON has several spellings of one value: whatever is still believed is the same acknowledgement."""
    damaged = bytearray(WIRE_BYTES)
    damaged[place] ^= flip
    try:
        signed = read_event(json.loads(damaged))
    except (ValueError, Unreachable):
        return
    assert signed == signed_statement.sign_message(OF_EVENT, HUB_SEED)


CHANGES: dict[str, Any] = {
    "event": "b" * 32, "sha256": "0" * 64, "site": "BZ", "reference": "SA1043Y", "sequence": 2, "type": "supplement",
    "received_at": AT.replace(year=2027),
}  # fmt: skip


def test_any_changed_field_is_refused() -> None:
    for field in CHANGES:
        changed = replace(OF_EVENT, **{field: CHANGES[field]})
        assert len(CHANGES) == len(OF_EVENT.__struct_fields__) - len(("version",)), "every field is tried"
        with pytest.raises(Unreachable, match="bad-signature"):
            read_event({**EVENT_ON_THE_WIRE, "statement": changed.statement().decode()})


def test_the_acknowledgement_of_another_event_content_file_or_site_is_refused() -> None:
    """Signed by the right hub, and not for what this box sent."""
    for field in ["event", "sha256", "site"]:
        other = signed_statement.sign_message(replace(OF_EVENT, **{field: CHANGES[field]}), HUB_SEED).to_wire()
        with pytest.raises(Unreachable, match="bad-answer"):
            read_event(other)
        with pytest.raises(Unreachable, match="bad-answer"):
            read_event(EVENT_ON_THE_WIRE, **{field: CHANGES[field]})
    for field in ["attachment", "event", "sha256", "site"]:
        with pytest.raises(Unreachable, match="bad-answer"):
            read_file(FILE_ON_THE_WIRE, **{field: "d" * 32})
    with pytest.raises(Unreachable, match="bad-answer"):
        read_event(FILE_ON_THE_WIRE)
    with pytest.raises(Unreachable, match="bad-answer"):
        read_file(EVENT_ON_THE_WIRE)
    with pytest.raises(Unreachable, match="bad-signature"):
        read_event(signed_statement.sign_message(OF_EVENT, bytes(32)).to_wire())
    with pytest.raises(Unreachable, match="bad-signature"):
        read_event(EVENT_ON_THE_WIRE, verify_key=keys.verify_key(bytes(32)))


def test_an_acknowledgement_says_when_the_hub_had_it_or_nothing() -> None:
    for statement, moment in [
        (b'{"received_at": "2026-11-24T13:06:00.123456+00:00"}', AT),
        (b'{"received_at": "2026-11-24T13:06:00"}', None),
        (b'{"received_at": 7}', None),
        (b'{"received_at": "soon"}', None),
        (b"{}", None),
        (b"[]", None),
        (b"", None),
        (b"\xff", None),
    ]:
        assert signed_statement.received_at(statement) == moment


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


SEAL_SEED, OTHER = b"s" * 32, b"o" * 32
SEAL_KEY = SitePublicKey(keys.verify_key(SEAL_SEED), "SA", "Mairie de Saint-Aubin")
KNOWN = KeyList((SEAL_KEY, SitePublicKey(keys.verify_key(OTHER), "BZ", "Mairie de Bazas")))


def a_pdf() -> bytes:
    into = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(into)
    return into.getvalue()


PLAIN = a_pdf()
GIVEN = receipt_proof.seal_pdf(PLAIN, b"proof", SEAL_SEED)


def state(file: bytes, known: KeyList = KNOWN, site: str = "SA") -> str:
    return receipt_proof.judge_pdf_seal(receipt_proof.read_pdf_seal(file), known, site)


def test_what_the_town_hall_gave_is_intact_and_still_a_pdf() -> None:
    assert state(GIVEN) == "intact"
    assert receipt_proof.read_pdf_seal(GIVEN).proof.startswith("#")
    with pikepdf.open(BytesIO(GIVEN)) as document:
        assert len(document.pages) == 1
    assert receipt_proof.seal_pdf(PLAIN, b"proof", SEAL_SEED) == GIVEN


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
    other = receipt_proof.seal_pdf(PLAIN + b"%other\n", b"proof", SEAL_SEED)
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
    revoked = SitePublicKey(SEAL_KEY.key, "SA", "Mairie", revoked=date(2026, 1, 1))
    assert state(GIVEN, KeyList((revoked,))) == "unsealed"


def test_a_seal_that_is_no_message_is_a_change() -> None:
    assert receipt_proof.judge_pdf_seal(Seal("#AA", "00", "AAAA"), KNOWN, "SA") == "changed"
    assert receipt_proof.judge_pdf_seal(Seal("#AA", "00", "A"), KNOWN, "SA") == "changed"
