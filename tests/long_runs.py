"""How long open-ended tests run, and which wait for the night: `make test` takes ten minutes, `make trials` hours."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).parent

ARE_LONG = os.environ.get("PARVIS_TRIALS") == "1"
"""Whether this run is `make trials`, which runs the files that import this module or hypothesis."""

AT_NIGHT = (
    "commands/test_browser.py::test_the_profile_lies_in_memory_and_is_gone_when_it_is_told_to_end[desk]",
    "journeys/access/test_accessibility_abroad.py::test_every_page_is_for_everyone[ar]",
    "journeys/access/test_by_ear.py::test_who_sees_nothing_always_knows_where_they_are[birth-certificate-ar]",
    "journeys/access/test_by_ear.py::test_who_sees_nothing_always_knows_where_they_are[emergency-aid-ar]",
    "journeys/access/test_by_ear.py::test_who_sees_nothing_always_knows_where_they_are[street-problem-fr]",
    "journeys/access/test_comfort.py::test_nothing_leaves_the_window_in_any_size_or_letters",
    "journeys/access/test_comfort.py::test_nothing_moves_where_someone_says_so",
    "journeys/access/test_comfort.py::test_other_letters_come_only_where_they_were_chosen",
    "journeys/access/test_hands.py::test_a_case_by_a_finger_and_the_keyboard_on_the_screen[ar]",
    "journeys/access/test_hands.py::test_a_case_by_keys_alone[Switches]",
    "journeys/access/test_own_keyboard.py::test_every_key_is_as_large_as_a_finger_and_clear_of_the_next",
    "journeys/access/test_own_keyboard.py::test_it_is_for_everyone_in_every_mode",
    "journeys/access/test_own_keyboard.py::test_it_never_covers_the_box_it_writes_in",
    "journeys/access/test_reach.py",
    "journeys/access/test_roles.py::test_roles_and_names_are_those_that_were_written_down[ar]",
    "journeys/access/test_wishes.py",
    "paper/test_killed.py",
    "paper/test_queue.py::test_cups_that_ends",
    "paper/test_queue.py::test_a_printer_that_rests",
    "trials/test_bench.py::test_every_part_runs_for_one_round_and_gives_its_figures",
    "trials/test_canary.py",
    "trials/test_fuzz_api.py",
)
"""Tests, by the beginnings of their names, of whose subject `make test` has a shorter one."""
ON_POSTGRESQL = (
    "hub/intake", "hub/outbox", "hub/store", "hub/work/test_worklist", "hub/test_same_outcomes", "hub/test_server",
    "hub/test_twins", "hub/test_withdrawals",
)  # fmt: skip
"""Tests of the hub that `make test` runs on PostgreSQL too: rows, locks, the list, one journey. The rest on SQLite."""

settings.register_profile("short", max_examples=25, derandomize=True, deadline=None)
settings.register_profile("long", max_examples=1000, deadline=None)


def pytest_configure() -> None:
    """Set up hypothesis: the same examples in every run, or many random ones."""
    settings.load_profile("long" if ARE_LONG else "short")


def how_many(short: int, long: int) -> int:
    """How many of something: `short` in `make test`, `long` in `make trials`."""
    return long if ARE_LONG else short


def waits_for_the_night(name: str) -> bool:
    """Whether `make test` leaves out a test of this name, which begins with its file below tests/."""
    elsewhere = "postgresql" in name.partition("[")[2] and not name.startswith(ON_POSTGRESQL)
    return elsewhere or name.startswith(AT_NIGHT)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what waits for the night, unless its file was asked for."""
    if ARE_LONG or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    names = [(item, f"{item.path.relative_to(TESTS).as_posix()}::{item.name}") for item in items]
    config.hook.pytest_deselected(items=[item for item, name in names if waits_for_the_night(name)])
    items[:] = [item for item, name in names if not waits_for_the_night(name)]
