"""Mutual proof between a box and a hub that share a one-time code, without sending the code itself."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, TypeVar

from msgspec import UNSET, Struct
from msgspec.structs import asdict, replace

from kiosk.crypto import sealing
from kiosk.domain.events.additions import make_added
from kiosk.domain.events.event import Event, EventType, encode_canonical_body
from kiosk.domain.events.wire.batch import EnrolmentAnswer, EnrolmentQuestion, EnrolmentRefusal
from kiosk.domain.events.wire.reading import VERSION
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

WITNESSED = "witness"
"""No paper was shown: a second mediator of the case's service knows the person, and says so by their PIN."""
SHOWN = ("identity_card", "passport", "residence_permit", "driving_licence", "other", WITNESSED)
"""The papers by which a person is identified; which one is noted, and never its number."""
WHY = ("lost", "stolen", "seen")
"""Why a receipt is replaced: it is lost, it was stolen, or somebody else has seen its code."""
FOLLOW_CHARACTERS = 10
"""Length of the code under which a case is followed: ten characters of 5 bits each, 50 bits."""
CODE_LENGTH = 16
"""Characters of a code, 5 bits each: 2^80 codes cannot be tried, not even offline."""
_GROUP = 4
A = TypeVar("A", bound=EnrolmentAnswer | EnrolmentRefusal)
_READABLE = frozenset("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")


class NewFollowCode(Struct, frozen=True):
    """What replaces a receipt: the SHA-256 of the new code, and the salt that it was made from (hexadecimal).

    `witness` is the name of the colleague who knows the person, "" where a paper was `shown`.
    """

    follow_sha256: str
    salt: str
    shown: str
    why: str
    witness: str = ""


def check_new_code(shown: str, why: str) -> None:
    """Check what a mediator ticked. Raises `Refused`: `not-identified` where no paper was shown and nobody knows them,
    `no-reason`."""
    if shown not in SHOWN:
        raise Refused(Refusal.NOT_IDENTIFIED)
    if why not in WHY:
        raise Refused(Refusal.NO_REASON)


def make_new_code_event(given: NewFollowCode, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    body = {name: value for name, value in asdict(given).items() if value}
    return make_added(EventType.NEW_CODE, body, **place)


def derive_follow_code(key: bytes, salt: str, characters: str) -> str:
    """The code of this salt under the key of the event's stream, always the same, of these 32 characters."""
    made = hashlib.blake2b(bytes.fromhex(salt), key=key, digest_size=FOLLOW_CHARACTERS, person=b"parvis new code")
    return "".join(characters[byte % len(characters)] for byte in made.digest())


def group_code(code: str) -> str:
    """The code grouped for printing and typing: `7KQ2-MPXW-…`."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def parse_enrolment_code(code: str) -> str:
    """The code in what a person typed, without dashes. Raises `Refused` (`wrong-code`) for what cannot be one."""
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    if len(bare) != CODE_LENGTH or not _READABLE.issuperset(bare):
        raise Refused(Refusal.WRONG_CODE)
    return bare


def make_code_locator(code: str) -> str:
    """The public id of a code (32 hexadecimal digits), from which the code cannot be derived."""
    return sealing.derive_key(parse_enrolment_code(code).encode(), "enrol locator").hex()[:32]


def derive_proof_key(code: str) -> bytes:
    """The key of both proofs (32 bytes), derived from the code."""
    return sealing.derive_key(parse_enrolment_code(code).encode(), "enrol proof")


def make_enrolment_proof(key: bytes, message: Mapping[str, Any]) -> str:
    """The keyed BLAKE2b of a message (64 hexadecimal digits): only holders of the key can make it."""
    return hashlib.blake2b(encode_canonical_body(message), key=key, digest_size=32).hexdigest()


def is_proof_of(key: bytes, message: Mapping[str, Any], given: object) -> bool:
    """Whether `given` is the right proof of the message; compared in constant time."""
    return isinstance(given, str) and given.isascii() and hmac.compare_digest(make_enrolment_proof(key, message), given)


def make_question(code: str, site_verify_key: str, nonce: str, site: str = "") -> EnrolmentQuestion:
    """The box's enrolment request; `nonce` is 32 hexadecimal digits, new for each request.

    `site` is the code that the box has ("" to say none), so that the hub can refuse before the enrolment code is used.
    It is no part of the proof: all that it can do is make the hub refuse.
    Raises `Refused` (`wrong-code`) for what cannot be a code.
    """
    bare = EnrolmentQuestion(
        version=VERSION,
        locator=make_code_locator(code),
        site_key=site_verify_key,
        nonce=nonce,
        proof="",
        site=site or UNSET,
    )
    return replace(bare, proof=make_enrolment_proof(derive_proof_key(code), _proven(bare)))


def is_question_of(key: bytes, question: EnrolmentQuestion) -> bool:
    return is_proof_of(key, _proven(question), question.proof)


def _proven(question: EnrolmentQuestion) -> dict[str, Any]:
    return {name: value for name, value in asdict(question).items() if name not in ("proof", "site")}


def prove_answer(key: bytes, answer: A, nonce: str) -> A:
    """The hub's answer with a proof that is valid for this request only."""
    message = {name: value for name, value in asdict(answer).items() if name != "proof" and value is not UNSET}
    return replace(answer, proof=make_enrolment_proof(key, {**message, "nonce": nonce}))


def is_answer_to(key: bytes, received: Mapping[str, Any], nonce: str) -> bool:
    """Whether the answer `received` was made for this request by a holder of the code."""
    message = {name: value for name, value in received.items() if name != "proof"}
    return "nonce" not in message and is_proof_of(key, {**message, "nonce": nonce}, received.get("proof"))
