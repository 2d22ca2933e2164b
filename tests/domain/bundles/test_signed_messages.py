"""The end of a file signs all of it: a message left out, moved, added or of another file is no file of that signer."""

import random

import pytest

from kiosk.crypto import keys
from kiosk.domain.bundles import signed_messages
from kiosk.domain.bundles.messages import BundledEvent, BundleStart, read_bundle
from kiosk.domain.events.wire.writing import encode
from kiosk.errors import Refused
from tests.domain.bundles.test_messages import START

SEED, OTHER = bytes(32), bytes([1]) * 32
MINE = keys.verify_key(SEED)


def event(number: int) -> bytes:
    return encode(BundledEvent(event={"id": f"{number:032x}"}))


def written(seed: bytes = SEED, start: BundleStart = START) -> list[bytes]:
    return list(signed_messages.ended(start, [event(1), event(2), event(3)], seed))


def checked(messages: list[bytes], signers: tuple[str, ...] = (MINE,)) -> tuple[BundleStart, str]:
    return signed_messages.checked(messages, read_bundle, BundleStart, lambda _: signers)


def test_a_whole_file_has_its_start_and_its_signer() -> None:
    assert checked(written()) == (START, MINE)
    other = keys.verify_key(OTHER)
    assert checked(written(OTHER), (MINE, other)) == (START, other)


def test_whatever_is_done_to_the_messages_is_found() -> None:
    whole, dice = written(), random.Random(9)
    for _ in range(30):
        wrong = list(whole)
        place = dice.randrange(len(wrong))
        match dice.randrange(4):
            case 0:
                del wrong[place]
            case 1:
                wrong.insert(place, event(9))
            case 2:
                wrong.append(wrong.pop(place))
            case 3:
                wrong[place] = event(8)
        if wrong == whole:
            continue
        with pytest.raises(Refused) as reason:
            checked(wrong)
        assert reason.value.code in ("bundle-forged", "bundle-damaged")


def test_a_stranger_may_not_speak_for_a_site_and_nothing_is_a_file() -> None:
    with pytest.raises(Refused, match="bundle-forged"):
        checked(written(OTHER))
    with pytest.raises(Refused, match="bundle-damaged"):
        checked([])
