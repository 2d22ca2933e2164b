"""A refusal is of exactly the event that the box sent, and of nothing that changed on the way."""

from typing import Any

import pytest

from kiosk.crypto import keys
from kiosk.domain.proofs import signed_refusal
from kiosk.errors import Unreachable

SEED, OTHER = b"h" * 32, b"o" * 32
ITEM: dict[str, Any] = {"id": "1" * 32, "sealed": "AAAA", "sequence": 1, "replaces": None}


def read(entry: object, item: dict[str, Any] = ITEM, site: str = "SA") -> tuple[str, str]:
    return signed_refusal.read(entry, keys.verify_key(SEED), item, site)


def refused(item: dict[str, Any] = ITEM, seed: bytes = SEED) -> dict[str, str]:
    return signed_refusal.to_wire(item, "SA", "closed-case", "reference", seed)


def test_a_refusal_of_this_event_is_read() -> None:
    assert read(refused()) == ("closed-case", "reference")


def test_a_refusal_of_what_changed_on_the_way_is_none() -> None:
    with pytest.raises(Unreachable, match="bad-answer"):
        read(refused({**ITEM, "sealed": "AAAB"}))


def test_a_refusal_for_another_site_is_none() -> None:
    with pytest.raises(Unreachable, match="bad-answer"):
        read(refused(), site="BZ")


def test_a_refusal_that_somebody_else_signed_is_none() -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        read(refused(seed=OTHER))


def test_what_cannot_be_written_again_gets_no_signature() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert refused({**ITEM, "more": deep}) == {}
    assert refused({**ITEM, "more": "\ud800"})
