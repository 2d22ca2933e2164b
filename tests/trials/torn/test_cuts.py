"""Logs cut at random bytes, in short: a box and its hub start with what was committed, or refuse in one sentence."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.long_runs import how_many
from trials.torn.cuts import NAMES, Cut, Cuts
from trials.torn.logs import Recorded, record

MANY = how_many(60, 2000)


@pytest.fixture(scope="module")
def recorded() -> Iterator[Recorded]:
    yield record(how_many(2, 8))


@pytest.fixture
def cuts(recorded: Recorded, tmp_path: Path) -> Cuts:
    return Cuts(recorded, tmp_path, random.Random(how_many(1, 2)))


def test_a_log_cut_anywhere_leaves_what_was_committed_or_a_refusal_in_one_sentence(cuts: Cuts) -> None:
    for number in range(MANY):
        cuts.cut(NAMES[number % 2], list(Cut)[number // 2 % len(Cut)])
    assert not cuts.wrong, cuts.table()
    assert sum(cuts.ends.values()) == MANY
    assert {end for _, _, end in cuts.ends} == {"starts", "refuses"}


def told_of_what_never_was(recorded: Recorded) -> None:
    recorded.box.confirmed["f" * 32] = 0


def held_something_else(recorded: Recorded) -> None:
    recorded.box.commits[:] = [(length, "") for length, _ in recorded.box.commits]


@pytest.mark.parametrize(
    ("change", "said"),
    [(told_of_what_never_was, "told of"), (held_something_else, "the last whole commit")],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_is_lacking_or_half_is_said(cuts: Cuts, change: Callable[[Recorded], None], said: str) -> None:
    box = cuts.recorded.box
    confirmed, commits = dict(box.confirmed), list(box.commits)
    change(cuts.recorded)
    cuts.cut("box", Cut.WITHIN)
    box.confirmed, box.commits = confirmed, commits
    assert [said in line for line in cuts.wrong] == [True]
