"""What a power cut or a bad disk does to the files of a box; each is done to a copy."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trials.canary.search import FRAME_HEADER, PAGE, WAL_HEADER

FRAME = FRAME_HEADER + PAGE
DICE = random.Random(7)
Tear = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Damage:
    """One way to tear; `tear` is handed the folder. `must_start` where nothing that was confirmed is touched."""

    name: str
    tear: Tear
    must_start: bool = True


def damages(data: Path, log_before: int, *, most_cuts: int = 40) -> Iterator[Damage]:
    """Every way that fits what lies in a folder."""
    yield Damage("as it was killed", lambda _: None)
    yield Damage("the -shm missing", lambda folder: (folder / "parvis.db-shm").unlink(missing_ok=True))
    yield Damage("half of a key that was being written", _half_written)
    yield Damage("half of a copy that was being made", _half_copied)
    log, store = data / "parvis.db-wal", data / "parvis.db"
    if log.exists() and log.stat().st_size > WAL_HEADER:
        yield Damage("half a frame at the end of the log", _append(FRAME // 2))
        yield Damage("a frame of zeros at the end of the log", _append(0))
        yield from _cuts(log, log_before, most_cuts)
        if pages := sorted(_logged(log) & set(range(2, store.stat().st_size // PAGE + 1))):
            yield Damage("a page half written while the log still has it", _garble(DICE.choice(pages)))
    if store.stat().st_size > 2 * PAGE:
        yield Damage("a garbled page in the middle of parvis.db", _garble_unlogged, must_start=False)
    for name in ("database.key", "site.key", "kiosk.toml"):
        if (data / name).exists():
            yield Damage(f"{name} empty", _shorten(name, 0), must_start=False)
            yield Damage(f"{name} cut in half", _shorten(name, 2), must_start=False)


def _cuts(log: Path, before: int, most: int) -> Iterator[Damage]:
    """At every frame, and within every frame, that was written since the screens confirmed what the ledger says."""
    ends = range(max(before, WAL_HEADER), log.stat().st_size, FRAME)
    chosen = list(ends) if len(ends) <= most else sorted(DICE.sample(list(ends), most))
    for at in chosen:
        yield Damage("the log cut between two frames", _cut(at))
        yield Damage("the log cut within a frame", _cut(at + FRAME // 3))
        yield Damage("a frame of zeros in the log", _zeros(at))


def _cut(at: int) -> Tear:
    def tear(folder: Path) -> None:
        with (folder / "parvis.db-wal").open("r+b") as log:
            log.truncate(at)

    return tear


def _zeros(at: int) -> Tear:
    def tear(folder: Path) -> None:
        with (folder / "parvis.db-wal").open("r+b") as log:
            log.seek(at)
            log.write(bytes(FRAME))

    return tear


def _append(size: int) -> Tear:
    """So many bytes of the last frame once more; a whole one of zeros for none."""

    def tear(folder: Path) -> None:
        with (folder / "parvis.db-wal").open("r+b") as log:
            log.seek(-FRAME, 2)
            again = log.read(size) if size else bytes(FRAME)
            log.seek(0, 2)
            log.write(again)

    return tear


def _garble(page: int) -> Tear:
    def tear(folder: Path) -> None:
        with (folder / "parvis.db").open("r+b") as store:
            store.seek((page - 1) * PAGE + PAGE // 2)
            store.write(DICE.randbytes(PAGE // 2))

    return tear


def _garble_unlogged(folder: Path) -> None:
    """A page near the middle that no log mends."""
    log, many = folder / "parvis.db-wal", (folder / "parvis.db").stat().st_size // PAGE
    alone = [page for page in range(2, many + 1) if page not in (_logged(log) if log.exists() else set())]
    _garble(min(alone, key=lambda page: abs(page - many // 2)))(folder)


def _logged(log: Path) -> set[int]:
    data = log.read_bytes()
    return {int.from_bytes(data[at : at + 4], "big") for at in range(WAL_HEADER, len(data) - FRAME + 1, FRAME)}


def _shorten(name: str, parts: int) -> Tear:
    def tear(folder: Path) -> None:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // parts] if parts else b"")

    return tear


def _half_written(folder: Path) -> None:
    (folder / ".site.key.0123456789abcdef").write_bytes(DICE.randbytes(16))


def _half_copied(folder: Path) -> None:
    (folder / ".copying-torn").mkdir()
    shutil.copy(folder / "parvis.db", folder / ".copying-torn")
