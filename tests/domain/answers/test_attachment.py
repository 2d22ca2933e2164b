"""A file travels whole or not at all, opens as no other file, and a copy that is said to be there has to be."""

from io import BytesIO

import pytest

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment
from kiosk.domain.answers.attachment import JOINED, answer_of_state, check_claim
from kiosk.domain.answers.case import Answer
from kiosk.errors import Refused, Unreadable

NAME, OTHER = "a" * 32, "b" * 32
PAIR = sealing.pair_of(b"p" * 32)


def sent(data: bytes, name: str = NAME, key: bytes = b"k" * 32) -> bytes:
    return b"".join(attachment.parcel(sealing.seal(PAIR.public, key), attachment.encrypt(name, key, data)))


def opened(parcel: bytes, name: str = NAME, most: int = 10**9, private: bytes = PAIR.private) -> bytes:
    return b"".join(attachment.opened_parcel(BytesIO(parcel).read, private, name, most))


def test_what_arrives_is_what_left() -> None:
    for size in [1, sealing.CHUNK_BYTES, sealing.CHUNK_BYTES + 1, 3 * sealing.CHUNK_BYTES + 7]:
        data = bytes(n % 251 for n in range(size))
        assert opened(sent(data)) == data


def test_it_opens_under_no_other_name_and_with_no_other_key() -> None:
    for arrive in ({"name": OTHER}, {"private": b"x" * 32}):
        with pytest.raises(Unreadable):
            opened(sent(b"secret"), **arrive)  # type: ignore[arg-type]


def test_no_part_can_be_missing_added_changed_or_too_long() -> None:
    whole = sent(bytes(2 * sealing.CHUNK_BYTES))
    last = sealing.CHUNK_BYTES + 17 + attachment.LENGTH_BYTES
    huge = (attachment.MOST_PART + 1).to_bytes(4, "big") + bytes(attachment.MOST_PART + 1)
    flipped = whole[:200] + bytes([whole[200] ^ 1]) + whole[201:]
    for broken in (b"", whole[:-1], whole[:-last], whole + b"\0", whole + whole[-last:], flipped, whole[:80] + huge):
        with pytest.raises(Unreadable):
            opened(broken)


def test_more_than_was_promised_is_not_read() -> None:
    with pytest.raises(Refused, match="file-too-large"):
        opened(sent(bytes(1_000_001)), most=1_000_000)


def test_a_copy_has_to_be_there_to_be_said() -> None:
    assert check_claim(answer_of_state(JOINED), None, True, "") == Answer({"": (JOINED,)}, JOINED)
    assert check_claim(answer_of_state(JOINED), None, False, "Nadia Roux").fault == "nothing-joined"
    assert check_claim(answer_of_state("with_me"), None, False, "") == answer_of_state("with_me")


def test_nobody_alone_certifies_an_original() -> None:
    """Review of the screens, B3: a citizen alone could tick « Original vu au guichet », and the receipt said so."""
    seen = answer_of_state("seen")
    refused = check_claim(seen, None, False, "")
    assert (refused.value, refused.fault, refused.by) == (None, "only-a-mediator", "")
    assert check_claim(seen, answer_of_state("with_me"), False, "").fault == "only-a-mediator"


def test_who_saw_an_original_is_kept_whoever_comes_after() -> None:
    by_nadia = check_claim(answer_of_state("seen"), answer_of_state("with_me"), False, "Nadia Roux")
    assert (by_nadia.value, by_nadia.fault, by_nadia.by) == ("seen", "", "Nadia Roux")
    for later in ("", "Jean Petit"):
        assert check_claim(answer_of_state("seen"), by_nadia, False, later) == by_nadia
