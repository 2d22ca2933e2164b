"""Gives the box and its browser a share of one core, as an old PC has it.

By a quota of a control group (version 2, or 1 where the machine has that), where root may make one. Elsewhere all are
put on one core and share it with processes that do nothing else: a figure's note says which.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

PERIOD_US = 10_000
_NAME = f"parvis-bench-{os.getpid()}"
_BUSY = ("sh", "-c", "while :; do :; done")
Give = Callable[[float], str]
"""Gives all of them together a share of one core, 1.0 for all of it; says how."""


@contextmanager
def shared_core(processes: list[int]) -> Iterator[Give]:
    with ExitStack() as ended:
        try:
            give = ended.enter_context(_quota(processes))
        except OSError:
            give = ended.enter_context(_crowd(processes))
        yield give


def family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            parents.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found = [root]
    for process in found:
        found += parents.get(process, [])
    return found


@contextmanager
def _quota(processes: list[int]) -> Iterator[Give]:
    above, version = _group_of_cpu()
    folder = above / _NAME
    folder.mkdir(exist_ok=True)

    def give(share: float) -> str:
        quota = int(PERIOD_US * share)
        if version == 2:
            (folder / "cpu.max").write_text(f"{quota} {PERIOD_US}")
        else:
            (folder / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (folder / "cpu.cfs_quota_us").write_text(str(quota))
        return f"control group v{version}, {quota / 1000:g} of {PERIOD_US / 1000:g} ms"

    try:
        give(1.0)
        for process in processes:
            _move(process, folder)
        yield give
    finally:
        for line in (folder / "cgroup.procs").read_text().split():
            _move(int(line), above)
        _remove(folder)


def _group_of_cpu() -> tuple[Path, int]:
    """Where a group with a share of the processor can be made, and the version. Raises `OSError` where none can."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        root = Path(place)
        if kind == "cgroup2" and "cpu" in (root / "cgroup.controllers").read_text().split():
            if "cpu" not in (root / "cgroup.subtree_control").read_text().split():
                (root / "cgroup.subtree_control").write_text("+cpu")
            return root, 2
        if kind == "cgroup" and "cpu" in options.split(","):
            return root, 1
    raise OSError("no control group for the processor")


def _move(process: int, folder: Path) -> None:
    with suppress(ProcessLookupError):  # it has just ended
        (folder / "cgroup.procs").write_text(str(process))


def _remove(folder: Path) -> None:
    for _ in range(50):  # one that has just ended is still listed for a moment
        with suppress(OSError):
            folder.rmdir()
            break
        time.sleep(0.05)


@contextmanager
def _crowd(processes: list[int]) -> Iterator[Give]:
    core = min(os.sched_getaffinity(0))
    for process in processes:
        with suppress(OSError):
            for thread in Path(f"/proc/{process}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {core})
    busy: list[subprocess.Popen[bytes]] = []

    def give(share: float) -> str:
        while len(busy) < round(1 / share) - 1:
            busy.append(subprocess.Popen(_BUSY))
            os.sched_setaffinity(busy[-1].pid, {core})
        return f"no quota may be set here: core {core}, shared with {len(busy)} busy processes"

    try:
        yield give
    finally:
        for one in busy:
            one.kill()
            one.wait()
