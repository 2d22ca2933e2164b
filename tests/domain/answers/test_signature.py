"""A signature is what a hand drew, as our own numbers; nothing else comes in with it."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.answers.signature import LONGEST, SIDE, Signature, read
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

NUMBER = st.one_of(st.integers(-2000, 2000), st.floats(-2000, 2000))
STROKES = st.lists(st.lists(NUMBER, max_size=16).filter(lambda numbers: len(numbers) % 2 == 0), max_size=6)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


def test_a_signature_is_cut_to_its_ink() -> None:
    assert read("[[100, 50, 148, 50], [100, 74]]") == Signature(("20 20 980 20", "20 500"), 1000, 520)


def test_it_is_drawn_as_a_path() -> None:
    assert read("[[100, 50, 148, 50], [100, 74]]").path == "M20 20L980 20M20 500L20 500"


@given(STROKES)
def test_what_is_kept_is_whole_numbers_inside_its_frame_and_draws_the_same_again(strokes: list[list[float]]) -> None:
    try:
        signature = read(json.dumps(strokes))
    except Refused as refused:
        assert refused.code == Refusal.NO_SIGNATURE
        return
    assert max(signature.width, signature.height) == SIDE
    for stroke in signature.strokes:
        numbers = list(map(int, stroke.split(" ")))
        assert all(0 <= x <= signature.width for x in numbers[::2])
        assert all(0 <= y <= signature.height for y in numbers[1::2])
    assert re.fullmatch(r"(M\d+ \d+L\d+ \d+( \d+ \d+)*)+", signature.path)
    assert Signature.from_dict(json.loads(json.dumps(signature.to_dict()))) == signature


@given(ANY)
def test_anything_else_is_refused(sent: object) -> None:
    try:
        read(json.dumps(sent))
    except Refused as refused:
        assert refused.code in (Refusal.NO_SIGNATURE, Refusal.BAD_SIGNATURE)


def test_no_ink_or_a_touch_by_accident_is_no_signature() -> None:
    for sent in ["", "  ", "[]", "[[]]", "[[5, 5]]", "[[5, 5, 9, 9]]"]:
        with pytest.raises(Refused, match="no-signature"):
            read(sent)


def test_what_no_hand_draws_is_refused() -> None:
    for sent in [
        "<svg/>",
        "{}",
        '"x"',
        "[1]",
        "[[1]]",
        "[[true, false]]",
        "[[1, NaN]]",
        "[[1e999, 1]]",
        "[[30000, 1]]",
        '[["1", 2]]',
        "[" * 90_000,
        "[[1" + ",1" * 60_000 + "]]",
        "[" + ",".join(["[1,1]"] * 301) + "]",
        "9" * 5000,
        "[[" + ",".join(["1"] * 12_002) + "]]",
    ]:
        with pytest.raises(Refused, match="bad-signature"):
            read(sent)


def test_the_longest_signature_is_shorter_than_a_form_may_be() -> None:
    assert LONGEST < 500_000
