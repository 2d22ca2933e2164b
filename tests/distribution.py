"""Shares the tests between processes (`--dist loadfile`): the longest piece first, so that no long one runs last alone.

A piece is a file, or a single test that takes long. `tests/weights.txt` names the pieces that take a few seconds or
more; it is rough, and `make weights` writes it anew.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
WEIGHTS = TESTS / "weights.txt"
LEAST_S = 2
"""Seconds under which a piece gets no line in the file."""
ALONE_S = 15
"""Seconds from which a single test is a piece of its own."""


@cache
def weights() -> dict[str, int]:
    """Seconds by piece: the path of a file, or the node id of one test."""
    lines = [line.split(maxsplit=1) for line in WEIGHTS.read_text("utf-8").splitlines() if line]
    return {piece: int(seconds) for seconds, piece in lines}


def piece_of(nodeid: str) -> str:
    """The piece of work that a test belongs to."""
    return nodeid if nodeid in weights() else nodeid.partition("::")[0]


def written(durations: Iterable[tuple[str, str, float]]) -> str:
    """The text of the file of weights: `durations` are node ids, phases and seconds, one or more for each test.

    Only a test's own call makes it a piece of its own: its set-up may be for the whole file.
    """
    durations = list(durations)
    alone = {nodeid for nodeid, phase, seconds in durations if phase == "call" and seconds >= ALONE_S}
    pieces: dict[str, float] = defaultdict(float)
    for nodeid, _, seconds in durations:
        pieces[nodeid if nodeid in alone else nodeid.partition("::")[0]] += seconds
    return "".join(f"{round(pieces[name])} {name}\n" for name in sorted(pieces) if pieces[name] >= LEAST_S)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--weigh", action="store_true", help="Write tests/weights.txt from what this run takes.")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each process that shares all tests begin with files of its own: in a fresh clone pytest rewrites the asserts
    of every file, most of what collecting takes, and this way one process finds what another has written.
    """
    config = session.config
    worker = getattr(config, "workerinput", None)
    if worker is None or config.getoption("fast") or config.args_source is pytest.Config.ArgsSource.ARGS:
        return
    files = sorted(TESTS.rglob("test_*.py"))
    for file in files[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        with suppress(Exception):  # collecting tells what is wrong with a file
            import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a process that shares the tests, run the longest piece first; otherwise keep the order.

    A piece without a line in the file, as a new one, counts by its tests.
    """
    if hasattr(config, "workerinput"):
        tests = Counter(piece_of(item.nodeid) for item in items)
        items.sort(key=lambda item: -weights().get(piece_of(item.nodeid), tests[piece_of(item.nodeid)] / 8))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores: many tests wait for a browser, a printer or a process of their own.

    None of those is among the fast ones, which get as many processes as there are cores.
    """
    cores = os.cpu_count() or 1
    return cores if config.getoption("fast") else cores + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Schedule by pieces where files were asked for; None leaves it to xdist."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling  # xdist is there, since it asks

    class LongestFirst(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return piece_of(nodeid)

    config.option.loadscopereorder = False
    return LongestFirst(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Write the weights where they were asked for."""
    if config.getoption("weigh"):
        reports = [report for kind in ("passed", "failed", "") for report in terminalreporter.stats.get(kind, [])]
        WEIGHTS.write_text(written((report.nodeid, report.when, report.duration) for report in reports), "utf-8")
