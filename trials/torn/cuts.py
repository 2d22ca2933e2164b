"""Write-ahead logs cut at random bytes: `python -m trials.torn.cuts`.

A box (SQLCipher) and its hub (SQLite) are recorded while people work. Then, each time on a copy, the log ends at a
random byte: between two frames, within one, in zeros or in noise, or with a page of the file half written while the log
still has it. The product opens the copy: it holds exactly what it held at the last whole commit, and with it all that
somebody had been told of by then. A file that cannot be whole is refused in one sentence.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from hub.settings import HubSettings
from hub.store.opening import open_store
from kiosk.commands.asking import in_words
from kiosk.errors import ParvisError
from kiosk.store.database import DatabaseError, Store
from trials.canary.search import PAGE, WAL_HEADER
from trials.exactly_once.world import MEMORY
from trials.torn.logs import FRAME, Ask, Log, Recorded, asking_box, asking_hub, commit_ends, fingerprint, record

NAMES = ("box", "hub")
_MOST_DRAFTS = 8


class Cut(StrEnum):
    """How a log ends, or what is wrong with the file."""

    BETWEEN = "between two frames"
    WITHIN = "within a frame"
    ZEROS = "zeros behind the cut"
    NOISE = "noise behind the cut"
    HALF_PAGE = "a page half written, which the log has"
    FIRST_PAGE = "the first page half written, which the log has not"
    SHORT = "the file cut, and the log lost"


CANNOT_BE_WHOLE = (Cut.FIRST_PAGE, Cut.SHORT)


@dataclass(slots=True)
class Cuts:
    """What became of the copies; `wrong` is what does not hold, one plain line each."""

    recorded: Recorded
    folder: Path
    dice: random.Random
    ends: Counter[tuple[str, Cut, str]] = field(default_factory=Counter)
    sentences: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def cut(self, name: str, kind: Cut) -> None:
        """Cut the log of one of the two once, at a byte that the dice choose, and open the copy."""
        log: Log = getattr(self.recorded, name)
        length = self._length(log, kind)
        database, rest = self._torn(log, kind, length)
        place = self.folder / f"{name}.db"
        for path, content in ((place, database), (place.with_name(f"{place.name}-wal"), rest)):
            path.write_bytes(content)
        where = f"{name}, {kind}, at byte {length} of {len(log.log)}"
        try:
            with self._opened(name) as ask:
                held, events = fingerprint(ask), {str(row[0]) for row in ask(_EVENTS[name])}
        except ParvisError as fault:
            self._refused(name, kind, where, in_words(fault))
        except _TRACES as fault:
            self.ends[name, kind, "breaks"] += 1
            self.wrong.append(f"{where}: breaks with {fault!r}")
        else:
            self.ends[name, kind, "starts"] += 1
            if lost := log.owed(length) - events:
                self.wrong.append(f"{where}: lacks {sorted(lost)}, which somebody had been told of")
            if kind in CANNOT_BE_WHOLE:
                self.wrong.append(f"{where}: starts, and cannot be whole")
            elif held != log.held(length):
                self.wrong.append(f"{where}: does not hold what it held at the last whole commit")
        for path in self.folder.iterdir():
            path.unlink()

    def table(self) -> str:
        """Kinds of cuts down, and how many copies ended how."""
        lines = [f"{'':<60}{'cuts':>6}{'starts':>8}{'refuses':>9}{'breaks':>8}"]
        for name in NAMES:
            for kind in Cut:
                ends = [self.ends[name, kind, end] for end in ("starts", "refuses", "breaks")]
                lines.append(f"{name}: {kind:<55}{sum(ends):>6}{ends[0]:>8}{ends[1]:>9}{ends[2]:>8}")
        return "\n".join([*lines, "", *sorted(self.sentences)])

    def _length(self, log: Log, kind: Cut) -> int:
        """A random byte of the log; behind its first commit where one of its pages is to be half written."""
        match kind:
            case Cut.BETWEEN:
                return WAL_HEADER + FRAME * self.dice.randrange((len(log.log) - WAL_HEADER) // FRAME + 1)
            case Cut.HALF_PAGE:
                return self.dice.randrange(commit_ends(log.log)[0], len(log.log) + 1)
            case Cut.FIRST_PAGE | Cut.SHORT:
                return 0
        return self.dice.randrange(len(log.log) + 1)

    def _torn(self, log: Log, kind: Cut, length: int) -> tuple[bytes, bytes]:
        """The bytes of the file and of its log."""
        database, rest = log.database, log.log[:length]
        match kind:
            case Cut.ZEROS:
                rest += bytes(FRAME)
            case Cut.NOISE:
                rest += self.dice.randbytes(self.dice.randrange(1, 2 * FRAME))
            case Cut.HALF_PAGE:
                database = self._half_written(database, rest)
            case Cut.FIRST_PAGE:
                database = self.dice.randbytes(PAGE // 2) + database[PAGE // 2 :]
            case Cut.SHORT:
                database = database[: self.dice.randrange(1, len(database) // PAGE) * PAGE]
        return database, rest

    def _half_written(self, database: bytes, log: bytes) -> bytes:
        """As a power cut leaves a file while its log is folded into it: half of one page is new."""
        pages = {}
        for at in range(WAL_HEADER, commit_ends(log)[-1], FRAME):
            page = int.from_bytes(log[at : at + 4], "big")
            if page * PAGE <= len(database):
                pages[page] = log[at + FRAME - PAGE : at + FRAME]
        page = self.dice.choice(sorted(pages))
        start, half = (page - 1) * PAGE, self.dice.choice((512, PAGE // 2, PAGE - 512))
        return database[:start] + pages[page][:half] + database[start + half :]

    @contextmanager
    def _opened(self, name: str) -> Iterator[Ask]:
        if name == "box":
            with closing(Store(self.folder / "box.db", self.recorded.key)) as box:
                yield asking_box(box.read())
            return
        hub = open_store(HubSettings(data=self.folder))
        try:
            with hub.reading() as connection:
                yield asking_hub(connection)
        finally:
            hub.engine.dispose()

    def _refused(self, name: str, kind: Cut, where: str, words: str) -> None:
        self.ends[name, kind, "refuses"] += 1
        self.sentences.add(f"{name}: {words.replace(str(self.folder), 'DOSSIER')}")
        if kind not in CANNOT_BE_WHOLE:
            self.wrong.append(f"{where}: refuses with {words}")
        if len(words.splitlines()) != 1:
            self.wrong.append(f"{where}: refuses in more than one sentence: {words}")


_TRACES = (DatabaseError, SQLAlchemyError, OSError, ValueError, LookupError, AttributeError)
"""What nobody should ever be shown."""
_EVENTS = {"box": "SELECT id FROM events", "hub": "SELECT id FROM event"}


def run(cuts: int, drafts: int, seed: int) -> Cuts:
    """Cut so many times, both logs and each kind in turn."""
    with tempfile.TemporaryDirectory(prefix="parvis-cuts-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        done = Cuts(record(drafts), Path(folder), random.Random(seed))
        for number in range(cuts):
            done.cut(NAMES[number % 2], list(Cut)[number // 2 % len(Cut)])
    return done


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m trials.torn.cuts", description=__doc__)
    asked.add_argument("--cuts", type=int, default=2000, help="How many times a log is cut, of box and hub in turn.")
    asked.add_argument("--drafts", type=int, default=_MOST_DRAFTS, help="Cases that each of two sites submits.")
    asked.add_argument("--seed", type=int, default=1, help="Decides where.")
    chosen = asked.parse_args()
    began = time.monotonic()
    done = run(chosen.cuts, min(chosen.drafts, _MOST_DRAFTS), chosen.seed)
    print(done.table())
    print(f"{chosen.cuts} cuts, {time.monotonic() - began:.0f} s")
    for line in done.wrong:
        print(f"  {line}")
    return int(bool(done.wrong))


if __name__ == "__main__":
    sys.exit(main())
