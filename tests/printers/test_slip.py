"""A slip is words and nothing else, and survives the spool."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.slip import (
    Badge,
    Big,
    Code,
    Heading,
    Items,
    Line,
    Notice,
    Pair,
    Rule,
    Signature,
    Slip,
    Small,
    WriteIn,
)

WORDS = st.text(max_size=40)
POINT = st.tuples(st.integers(0, 900), st.integers(0, 300)).map(lambda point: f"{point[0]} {point[1]}")
STROKE = st.lists(POINT, min_size=1, max_size=5).map(" ".join)
BLOCK = st.one_of(
    st.builds(Heading, WORDS, st.sampled_from([1, 2, 3])),
    st.builds(Line, WORDS, st.booleans()),
    st.builds(Small, WORDS),
    st.builds(Pair, WORDS, WORDS),
    st.builds(Big, WORDS, WORDS),
    st.builds(Items, st.lists(WORDS, max_size=4).map(tuple), WORDS, st.booleans()),
    st.builds(Notice, WORDS, st.sampled_from(["info", "warning"])),
    st.builds(Code, WORDS, WORDS, WORDS),
    st.builds(WriteIn, WORDS, st.integers(1, 40)),
    st.builds(Badge, WORDS, WORDS, WORDS, st.lists(WORDS, max_size=3).map(tuple), WORDS),
    st.builds(Signature, WORDS),
    st.builds(Signature, WORDS, st.lists(STROKE, max_size=3).map(tuple), st.just(900), st.just(300), WORDS),
    st.builds(Rule),
)
SLIP = st.builds(
    Slip, WORDS, st.sampled_from(["fr", "ar"]), st.sampled_from(["ltr", "rtl"]), st.lists(BLOCK).map(tuple), WORDS,
    st.booleans(),
)  # fmt: skip


@given(SLIP)
def test_a_slip_comes_back_from_json_as_it_was(slip: Slip) -> None:
    assert Slip.from_dict(json.loads(json.dumps(slip.to_dict()))) == slip


def test_what_no_slip_has_is_refused() -> None:
    for block in [
        {"kind": "picture"},
        {"kind": "heading", "text": "x", "level": 4},
        {"kind": "notice", "text": "x", "tone": "loud"},
        {"kind": "write-in", "label": "x", "lines": 0},
        *({"kind": "signature", "label": "x", "strokes": [stroke], "width": 9, "height": 9} for stroke in ("1", "a b")),
        {"kind": "signature", "label": "x", "strokes": ["1 2"]},
    ]:
        with pytest.raises(ValueError):
            Slip.from_dict({"title": "", "language": "fr", "direction": "ltr", "blocks": [block]})


def test_a_slip_reads_left_to_right_or_right_to_left() -> None:
    with pytest.raises(ValueError):
        Slip("", "fr", "down", ())  # type: ignore[arg-type]


def test_a_paper_that_is_not_real_says_so_first_and_last() -> None:
    slip = Slip("Reçu", "fr", "ltr", (Line("Un"), Line("Deux")), across="EXEMPLE")
    first, *between, last = slip.framed_blocks()
    assert first == last == Notice("EXEMPLE", "warning") and tuple(between) == slip.blocks
    assert Slip("Reçu", "fr", "ltr", slip.blocks).framed_blocks() == slip.blocks
