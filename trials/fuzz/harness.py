"""The fuzzed process: runs libFuzzer's inputs, records how each went, and continues after an exception."""

import argparse
import json
import resource
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

MEMORY_OVER_BASE = 256 * 1024 * 1024
"""Bytes: what one input may cost, held by RLIMIT_DATA as the process that cleans files is held."""
NOTE_EVERY_S = 1.0


class Notes:
    """How the inputs went so far; written to a file every second, since libFuzzer ends the process as it likes."""

    def __init__(self, folder: Path, base_kb: int) -> None:
        self._folder, self._base = folder, base_kb
        self.executions, self.refused, self.slowest_s = 0, 0, 0.0
        self.crashes: dict[str, int] = {}
        self._written = time.monotonic()

    def took(self, seconds: float, data: bytes) -> None:
        self.executions += 1
        if seconds > self.slowest_s:
            self.slowest_s = seconds
            (self._folder / "slowest.bin").write_bytes(data)
        if time.monotonic() - self._written > NOTE_EVERY_S:
            self.write()

    def crashed(self, fault: BaseException, data: bytes) -> None:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        ours = [frame for frame in traceback.extract_tb(fault.__traceback__) if "/kiosk/" in frame.filename]
        place = ours[-1] if ours else last
        name = f"{type(fault).__name__} at {Path(place.filename).name}:{place.lineno}"
        if name not in self.crashes:
            stem = f"crash-{len(self.crashes)}"
            (self._folder / f"{stem}.bin").write_bytes(data)
            (self._folder / f"{stem}.txt").write_text("".join(traceback.format_exception(fault)), "utf-8", "replace")
        self.crashes[name] = self.crashes.get(name, 0) + 1

    def write(self) -> None:
        self._written = time.monotonic()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures = {
            "executions": self.executions, "refused": self.refused, "crashes": self.crashes,
            "slowest_s": self.slowest_s, "base_kb": self._base, "peak_kb": peak,
        }  # fmt: skip
        draft = self._folder / "notes.draft"
        draft.write_text(json.dumps(figures), "utf-8")
        draft.replace(self._folder / "notes.json")


def main() -> None:
    """`python -m trials.fuzz.harness TARGET FOLDER [libFuzzer's own options]`."""
    import atheris

    asked, rest = argparse.ArgumentParser(add_help=False), sys.argv[3:]
    asked.add_argument("target")
    asked.add_argument("folder", type=Path)
    options = asked.parse_args(sys.argv[1:3])
    from trials.fuzz.targets import TARGETS

    target = next(target for target in TARGETS if target.name == options.target)
    with atheris.instrument_imports(include=["kiosk", "PIL", "pikepdf", "pillow_heif", "yaml", "stdnum"]):
        run = target.prepare()
        for seed in target.seeds():
            _quietly(run, seed)  # the first of each kind imports what it needs
    resource.setrlimit(resource.RLIMIT_DATA, (_data_bytes() + MEMORY_OVER_BASE,) * 2)
    notes = Notes(options.folder, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    def one(data: bytes) -> None:
        began = time.monotonic()
        try:
            notes.refused += _quietly(run, data)
        except Exception as fault:  # noqa: BLE001 - whatever comes is what is looked for
            notes.crashed(fault, data)
        notes.took(time.monotonic() - began, data)

    atheris.Setup([sys.argv[0], *rest], one)
    atheris.Fuzz()


def _quietly(run: Callable[[bytes], object], data: bytes) -> bool:
    """Whether it was refused, which is an answer like another."""
    from kiosk.errors import Refused, Unreadable

    try:
        run(data)
    except (Refused, Unreadable):
        return True
    return False


def _data_bytes() -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmData")) * 1024


if __name__ == "__main__":
    main()
