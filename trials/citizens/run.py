"""One citizen after another at one terminal, and what each finds of those before."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from trials.canary.machine import Machine
from trials.canary.screens.gestures import Hand
from trials.canary.search import Words, traces
from trials.canary.someone import Someone
from trials.citizens.citizen import Citizen
from trials.citizens.faults import BROWSER
from trials.citizens.looking import Look, at_once, filled_in, to_and_fro
from trials.citizens.screen import Screen
from trials.citizens.ways import WAYS, Scene, Way

MOST = 100
"""People who have words of their own."""
_ALL = 10
"""Every so many changes, all that the browser remembers is gone through, not the last visit alone."""
_STATION = "parvis_station"


@dataclass(frozen=True, slots=True)
class Found:
    """Words of someone who has left, and where they were."""

    place: str
    word: str
    way: str


@contextmanager
def place() -> Iterator[Path]:
    """A folder in memory where there is one, as a browser's profile lies; its name is short, as a socket's must be."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="p", dir=memory if memory.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Run:
    """The whole of it; `found` stays empty where nothing of anyone is left."""

    def __init__(self, folder: Path, fault: str = "", say: Callable[[str], None] = print) -> None:
        self._machine, self._fault, self._say = Machine(folder, fault), fault, say
        self._screen: Screen | None = None
        self.found: list[Found] = []
        self.changes, self.looks, self.files, self.read = 0, 0, 0, 0
        self._gone: list[str] = []
        self._last_way = ""
        self._ways = WAYS

    def whole(self, changes: int, ways: tuple[Way, ...] = WAYS) -> None:
        """Someone comes, leaves, and the next one looks, so many times; each way of leaving in turn."""
        self._ways = ways
        machine = self._machine
        machine.build(enrolled=False)
        hand = Hand(machine)
        hand.sign_in()
        hand.become_terminal()
        station = hand.desk.client.cookies[_STATION]
        command = ["-m", "trials.citizens.broken"] if self._fault == BROWSER else ["-m", "kiosk", "browser"]
        cookie = {"name": _STATION, "value": station, "url": machine.address, "httpOnly": True, "sameSite": "Strict"}
        runtime = machine.folder / "r"
        runtime.mkdir(mode=0o700)
        environment = machine.environment() | {"XDG_RUNTIME_DIR": str(runtime)}
        self._screen = Screen(runtime, environment, cookie, command)
        self._screen.start(machine.address)
        for number in range(min(changes, MOST)):
            self._change(number)

    def end(self) -> None:
        """Close the browser and the box."""
        if self._screen is not None:
            self._screen.stop()
        self._machine.stop()

    def told(self) -> str:
        """The counts, in one line."""
        return (
            f"{self.changes} changes of citizen, {len(self._ways)} ways of leaving, {self.looks} looks, "
            f"{self.files} files of {self.read / 1e6:.0f} MB read; found: {len(self.found)};"
        )

    def _change(self, number: int) -> None:
        assert self._screen is not None
        way = self._ways[number % len(self._ways)]
        citizen = Citizen(self._screen.page, self._machine.address, Someone(number))
        before = self._pages()
        citizen.search()
        citizen.begin()
        self._look(filled_in(self._screen.page, number), self._last_way)
        citizen.type()
        self._files(way.__name__, citizen.words)
        way(Scene(self._machine, self._screen, citizen))
        self._last_way = way.__name__
        self._gone += citizen.words
        back = 60 if number % _ALL == _ALL - 1 else max(self._pages() - before, 0) + 2
        self._look(at_once(self._screen.context), way.__name__)
        self._look(to_and_fro(self._screen.page, back), way.__name__)
        self._files(way.__name__, [])
        self.changes += 1
        self._say(f"{self.changes} {way.__name__}: {self.looks} looks, found {len(self.found)}")

    def _pages(self) -> int:
        assert self._screen is not None
        session = self._screen.context.new_cdp_session(self._screen.page)
        count: int = session.send("Page.getNavigationHistory")["currentIndex"]
        session.detach()
        return count

    def _look(self, looks: Iterator[Look], way: str) -> None:
        for look in looks:
            self.looks += 1
            text = look.text.lower()
            for word in self._gone:
                if word.lower() in text:
                    self._note(Found(look.place, word, way))

    def _files(self, way: str, more: list[str]) -> None:
        """Every byte that the browser has written by now, of who is here (`more`) and of all before."""
        assert self._screen is not None
        roots = [self._machine.folder / name for name in ("r", "run", "home", "tmp")]
        files = [path for root in roots for path in root.rglob("*") if path.is_file()]
        self.files += len(files)
        self.read += sum(file.stat().st_size for file in files)
        for trace in traces(roots, Words([*self._gone, *more]), {}):
            self._note(Found(f"file {Path(trace.path).name} ({trace.form})", trace.word, way))

    def _note(self, found: Found) -> None:
        if found not in self.found:
            self.found.append(found)
