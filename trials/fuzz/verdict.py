"""Runs one fuzz target for its time, restarting it when it dies, and judges the result."""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from trials.fuzz.targets import Target

HANG_S = 5
MOST_OVER_BASE_MB = 256
_MOST_DEATHS = 20
"""Deaths of the process after which a target has failed without more looking."""


@dataclass(slots=True)
class Verdict:
    """What one target did. `crashes` counts by exception and place; `deaths` are what no exception tells."""

    name: str
    seconds: float = 0.0
    executions: int = 0
    refused: int = 0
    crashes: Counter[str] = field(default_factory=Counter)
    deaths: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    over_base_mb: int = 0
    folder: str = ""

    @property
    def is_good(self) -> bool:
        """Something ran, nothing broke, nothing hung, nothing ate the memory."""
        calm = not self.crashes and not self.deaths and self.slowest_s <= HANG_S
        return calm and self.executions > 0 and self.over_base_mb <= MOST_OVER_BASE_MB

    def lines(self) -> list[str]:
        """The figures, one a line."""
        rate = self.executions / self.seconds if self.seconds else 0.0
        head = (
            f"{self.name}: {'good' if self.is_good else 'BROKEN'}: {self.executions} executions in {self.seconds:.0f} s"
            f" ({rate:.0f}/s), {self.refused} refused, {sum(self.crashes.values())} crashes, {len(self.deaths)} deaths,"
            f" slowest {self.slowest_s:.2f} s, peak {self.over_base_mb} MB over the base"
        )
        result = [f"  {count} × {name}" for name, count in self.crashes.most_common()] + [f"  {d}" for d in self.deaths]
        return [head, *result, *([f"  kept in {self.folder}"] if not self.is_good else [])]


def fuzz(target: Target, seconds: float, folder: Path, seed: int) -> Verdict:
    """Mutate the target's seeds for so long; a process that dies is begun again with the time that is left."""
    verdict = Verdict(target.name, folder=str(folder))
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    words = folder / "words.dict"
    words.write_text("".join(f'"{word}"\n' for word in target.dictionary), "utf-8")
    began = time.monotonic()
    while (left := seconds - (time.monotonic() - began)) > 1 and len(verdict.deaths) < _MOST_DEATHS:
        run = folder / f"run-{len(verdict.deaths)}"
        run.mkdir()
        _once(target, run, corpus, words, int(left), seed + len(verdict.deaths), verdict)
    verdict.seconds = time.monotonic() - began
    return verdict


def _once(target: Target, run: Path, corpus: Path, words: Path, left: int, seed: int, verdict: Verdict) -> None:
    command = [
        sys.executable, "-m", "trials.fuzz.harness", target.name, str(run), f"-max_total_time={max(1, left)}",
        f"-timeout={4 * HANG_S}", "-rss_limit_mb=2048", f"-max_len={target.longest}", f"-seed={seed}",
        f"-artifact_prefix={run}/", *([f"-dict={words}"] if target.dictionary else ()), str(corpus),
    ]  # fmt: skip
    with (run / "log.txt").open("wb") as log:
        ended = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    try:
        noted = json.loads((run / "notes.json").read_text("utf-8"))
    except FileNotFoundError:
        verdict.deaths.append(f"ended with {ended} before it had run a second: {run}/log.txt")
        return
    verdict.executions += noted["executions"]
    verdict.refused += noted["refused"]
    verdict.crashes.update(noted["crashes"])
    verdict.slowest_s = max(verdict.slowest_s, noted["slowest_s"])
    verdict.over_base_mb = max(verdict.over_base_mb, (noted["peak_kb"] - noted["base_kb"]) // 1024)
    if ended != 0:
        verdict.deaths.append(f"ended with {ended}: {run}/log.txt")
