"""The benchmark runs: each of its parts, for one round, gives each of its figures."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from trials.bench.__main__ import PARTS, run
from trials.bench.pages import AT_LEAST, AT_MOST, NO_LIMIT, Figure


def test_every_part_runs_for_one_round_and_gives_its_figures(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as alone:  # this thread may have the browser of other tests
        figures, broken = alone.submit(run, tmp_path, list(PARTS), quick=True).result()
    assert not broken
    assert {figure.name for figure in figures} == {*AT_MOST, *AT_LEAST, *NO_LIMIT}
    assert all(figure.value > 0 for figure in figures)


def test_a_limit_is_kept_on_its_own_side() -> None:
    for name, value, met in (
        ("start_s", 1.2, True), ("start_s", 1.3, False), ("whole_page_ms", 1e6, True),
        ("intake_sqlite_ratio", 0.4, True), ("intake_sqlite_ratio", 0.39, False),
    ):  # fmt: skip
        assert Figure(name, value, "").met == met, name
