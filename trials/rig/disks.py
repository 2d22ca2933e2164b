"""What power cuts and bad disks leave of files: logs that are torn, files that cannot be whole, and a disk of its own
that breaks while people work (as root)."""

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import msgspec

from hub import bundles
from hub.bundles import take_bundle
from hub.hub import Hub
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.bundles import begin_bundle_export, take_hub_answer

PAGE, WAL_HEADER, FRAME = 4096, 32, 24 + 4096
"""Of a box's database and of SQLite's write-ahead log (sqlite.org/fileformat.html, 4.1), in bytes."""


class Sizes(msgspec.Struct, frozen=True):
    """The length of a database's log, and when pages went into its file for the last time (nanoseconds)."""

    log: int
    written: int


def log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def sizes(database: Path) -> Sizes:
    log = log_of(database)
    return Sizes(log.stat().st_size if log.exists() else 0, database.stat().st_mtime_ns)


def tear(database: Path, before: Sizes, after: Sizes, dice: random.Random) -> None:
    """Leave what a power cut leaves in the middle of the transaction between two sizes: its log is cut at any byte, in
    nothing, zeros or noise; or the log is whole and a page half written, which it has. Not where its pages went into
    the file already."""
    if before.written != after.written or after.log <= before.log:
        return
    log = log_of(database)
    if dice.random() < 0.25:
        _half_write(database, log.read_bytes(), dice)
        return
    at = dice.randrange(before.log, after.log)
    rest = dice.choice((b"", bytes(FRAME), dice.randbytes(dice.randrange(1, 2 * FRAME))))
    log.write_bytes(log.read_bytes()[:at] + rest)


def _half_write(database: Path, log: bytes, dice: random.Random) -> None:
    frames = range(WAL_HEADER, len(log) - FRAME + 1, FRAME)
    whole = [at for at in frames if log[at + 8 : at + 16] == log[16:24]]  # of this log, and not of one before
    pages = {int.from_bytes(log[at : at + 4], "big"): at for at in whole}
    inside = sorted(page for page in pages if page * PAGE <= database.stat().st_size)
    if inside:
        page, half = dice.choice(inside), dice.choice((512, PAGE // 2, PAGE - 512))
        with database.open("r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(log[pages[page] + FRAME - PAGE : pages[page] + FRAME - PAGE + half])


RUINS = ("its first page is noise", "it is cut, and its log is lost", "its key is empty", "its key is cut in half")
"""How a box's database cannot be whole."""


def ruin(database: Path, key: Path, how: str, dice: random.Random) -> None:
    content, secret = database.read_bytes(), key.read_bytes()
    match RUINS.index(how):
        case 0:
            database.write_bytes(dice.randbytes(PAGE // 2) + content[PAGE // 2 :])
        case 1:
            database.write_bytes(content[: dice.randrange(1, len(content) // PAGE) * PAGE])
        case 2:
            key.write_bytes(b"")
        case 3:
            key.write_bytes(secret[: len(secret) // 2])
    if how != RUINS[2]:
        log_of(database).unlink(missing_ok=True)


WAYS = ("read only", "i/o errors", "full")
_IMAGE_MB, _WIDE_MB = 64, 80


class Disk:
    """A small file system of its own (ext4 on a loop device, its image on a tmpfs) that can break: the system makes it
    read only for good (`remount,abort`, as ext4 does by itself after an error), its writes fail (the image has no room
    to grow, which the loop device gives on as input/output errors), or it is full."""

    def __init__(self, folder: Path) -> None:
        self.place, self._under = folder / "disk", folder / "under"
        self._ballast = self.place / "ballast"

    def make(self) -> None:
        """Raises `subprocess.CalledProcessError` where nothing may be mounted."""
        for path in (self._under, self.place):
            path.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={_WIDE_MB}m", "tmpfs", str(self._under))
        with (self._under / "image").open("wb") as image:
            image.truncate(_IMAGE_MB << 20)
        _run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(self._under / "image"))
        self._mount()

    def harm(self, how: str) -> None:
        """From now on it takes nothing more, or hardly anything; what the rig itself copied there is flushed first."""
        _run("sync", "--file-system", str(self.place))
        if how == "read only":
            _run("mount", "-o", "remount,abort", str(self.place))
        elif how == "i/o errors":
            used = sum(block.stat().st_blocks * 512 for block in self._under.iterdir()) >> 20
            _run("mount", "-o", f"remount,size={used + 1}m", str(self._under))
        else:
            with self._ballast.open("wb") as ballast:
                try:
                    while True:
                        ballast.write(b"x" * 65_536)
                        ballast.flush()
                except OSError:
                    os.truncate(self._ballast, max(0, ballast.tell() - 400_000))

    def repair(self) -> None:
        if self._ballast.exists():
            self._ballast.unlink()
        _run("umount", str(self.place))
        _run("mount", "-o", f"remount,size={_WIDE_MB}m", str(self._under))
        subprocess.run(["e2fsck", "-fy", str(self._under / "image")], check=False, capture_output=True)
        self._mount()

    def remove(self) -> None:
        for place in (self.place, self._under):
            subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", str(self._under / "image"), str(self.place))


@contextmanager
def breakable(folder: Path) -> Iterator[Disk | None]:
    """A disk in this empty folder until the block ends; None where nothing may be mounted."""
    disk = Disk(folder)
    try:
        try:
            disk.make()
        except (subprocess.CalledProcessError, FileNotFoundError):
            yield None
            return
        yield disk
    finally:
        disk.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


class Mishap(StrEnum):
    NOTHING = "nothing"
    PULLED = "pulled while it is written"
    CUT = "cut on the way there"
    CHANGED = "a bit changed on the way there"
    TWICE = "handed in twice"
    FORGOTTEN = "the answer stays in a drawer"
    CUT_BACK = "the answer is cut on the way back"
    TAKEN_TWICE = "the answer is taken twice"
    LATE = "the answer comes after that to a later stick"


class Carrier:
    """Carries sticks between a box and the hub. Those in the drawer are brought back later, or never."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._drawer: list[bytes] = []

    def trip(self, box: Box, hub: Hub, mishap: Mishap, meanwhile: Callable[[], object] = lambda: None) -> None:
        """One way there, and perhaps back. Whatever happens, both go on as before. `meanwhile` is done while the stick
        is on its way to the hub. Raises `AssertionError` where a file that was changed is taken, or what is whole is
        not."""
        made = begin_bundle_export(box)
        pieces = made.pieces()
        if mishap == Mishap.PULLED:
            next(pieces)
            return
        bundle = b"".join(pieces)
        made.finish()
        meanwhile()
        if mishap in (Mishap.CUT, Mishap.CHANGED):
            wrong = self._cut(bundle) if mishap == Mishap.CUT else self._changed(bundle)
            assert self._refused(lambda: take_bundle(hub, BytesIO(wrong))), mishap
            return
        for _ in range(2 if mishap == Mishap.TWICE else 1):
            taken = take_bundle(hub, BytesIO(bundle))
        answer = bundles.read_answer(hub, taken.id)
        match mishap:
            case Mishap.FORGOTTEN:
                return
            case Mishap.LATE:
                self._drawer.append(answer)
                return
            case Mishap.CUT_BACK:
                assert self._refused(lambda: take_hub_answer(box, BytesIO(self._cut(answer)))), mishap
        self._bring(box, answer)
        if mishap == Mishap.TAKEN_TWICE:
            assert self._refused(lambda: take_hub_answer(box, BytesIO(answer))), mishap
        while self._drawer:
            self._bring(box, self._drawer.pop())

    @staticmethod
    def _bring(box: Box, answer: bytes) -> None:
        """An answer may be refused for its age, where the hub or the box was put back meanwhile; never for its form.
        Raises `Refused` where the disk is full."""
        try:
            take_hub_answer(box, BytesIO(answer))
        except Refused as reason:
            if reason.code in (Refusal.DISK_FULL, Refusal.DISK_FAULT):
                raise
            assert reason.code in ("answer-older", "answer-unknown", "answer-of-another-hub"), reason.code

    @staticmethod
    def _refused(act: Callable[[], object]) -> bool:
        try:
            act()
        except Refused:
            return True
        return False

    def _cut(self, data: bytes) -> bytes:
        return data[: self._dice.randrange(len(data))]

    def _changed(self, data: bytes) -> bytes:
        """One bit of the first batch is another; a zip has bits that mean nothing, such as the days of its parts."""
        changed, first = bytearray(data), data.index(b"events/0") + len(b"events/0")
        changed[first + self._dice.randrange(200)] ^= 1 << self._dice.randrange(8)
        return bytes(changed)
