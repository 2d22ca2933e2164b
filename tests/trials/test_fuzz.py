"""Fuzzing in short: a few seconds of what `python -m trials.fuzz` does for minutes, and that it can fail."""

import platform
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from kiosk.errors import Refused
from tests.long_runs import how_many
from trials.fuzz import targets
from trials.fuzz.targets import TARGETS, Verdict, fuzz

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="atheris has wheels for nothing else"
)


def test_references_are_read_without_a_crash(tmp_path: Path) -> None:
    target = next(target for target in TARGETS if target.name == "references")
    verdict = fuzz(target, how_many(3, 120), tmp_path / "references", seed=7)
    assert verdict.is_good, "\n".join(verdict.lines())
    assert verdict.executions > 100 and verdict.refused


def test_every_seed_is_an_input_that_its_target_takes() -> None:
    for target in TARGETS:
        if target.is_there():
            assert target.seeds() and max(map(len, target.seeds())) <= target.longest, target.name


def test_a_file_by_hand_that_was_changed_anywhere_is_refused_or_read_and_nothing_else(tmp_path: Path) -> None:
    """What the target does for an hour, without the tool and for a moment."""
    read, dice = targets.prepare(), random.Random(58)
    refused = 0
    for seed in targets.seeds():
        for _ in range(how_many(60, 5000)):
            data = bytearray(seed)
            for _ in range(dice.randrange(1, 4)):
                place = dice.randrange(1, len(data))
                data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(4))
            try:
                read(bytes(data))
            except Refused:
                refused += 1
    assert refused > 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"crashes": Counter({"KeyError": 1})},
        {"deaths": ["ended with -11"]},
        {"slowest_s": 5.1},
        {"over_base_mb": 257},
        {"executions": 0},
    ],
)
def test_one_crash_death_hang_or_too_much_memory_is_no_good_verdict(wrong: dict[str, object]) -> None:
    good = {"name": "x", "seconds": 1.0, "executions": 1}
    assert Verdict(**good).is_good  # type: ignore[arg-type]
    assert not Verdict(**(good | wrong)).is_good  # type: ignore[arg-type]
