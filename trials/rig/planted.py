"""Ten deliberate bugs, each of them one that other systems had: the rig has to find every one.

A bug is a few lines of the product and what stands there instead; it is only ever put into a copy of the tree, where
the rig runs as a process of its own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from trials.rig.run import WRONG

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("kiosk", "hub", "printers", "tests", "trials", "scripts")
BESIDE = ("templates", "static", "translations", "docs")


class NoLongerApplies(Exception):
    """The lines that a bug replaces are not in the product any more, or more than once: it has to be written anew."""


class Bug:
    """In the product's `file`, the first of each two `lines` becomes the second; `found_as` are words of what the rig
    then says."""

    def __init__(self, name: str, file: str, found_as: tuple[str, ...], *lines: str) -> None:
        self.name, self.file, self.found_as = name, file, found_as
        self._edits = list(zip(lines[::2], lines[1::2], strict=True))

    def applied(self, text: str) -> str:
        """The text of the file with the bug. Raises `NoLongerApplies`."""
        for lines, instead in self._edits:
            if (many := text.count(lines)) != 1:
                raise NoLongerApplies(
                    f"the bug « {self.name} » finds its lines {many} times in {self.file}: write it anew for what the"
                    f" file says now (trials/rig/planted.py)\n{lines}"
                )
            text = text.replace(lines, instead)
        return text

    def put_into(self, tree: Path) -> None:
        """Put the bug into a copy of the tree. Raises `NoLongerApplies`."""
        path = tree / self.file
        text = self.applied(path.read_text("utf-8"))
        path.unlink()  # a link to the file of the real tree
        path.write_text(text, "utf-8")


BUGS = (
    Bug("acknowledged before the commit", "hub/intake/intake.py", ("lost:",),
        "            if not is_busy(fault):\n                raise\n",
        "            if not is_busy(fault):\n                return outcomes\n"),
    Bug("purged on any answer with status 200", "kiosk/services/exchange/receive_updates.py", ("lost:",),
        "        case EventOutcome.ACKNOWLEDGED | EventOutcome.DUPLICATE:\n",
        "        case EventOutcome():\n"),
    Bug("an id made anew on each retry", "kiosk/services/submitted/append_event.py", ("doubled:",),
        "            return event_id\n        stream, key = open_stream(box, db, reference, actor, decided=decided)\n",
        "            event_id = box.clock.new_id()\n"
        "        stream, key = open_stream(box, db, reference, actor, decided=decided)\n"),
    Bug("the cursor moved before the updates are stored", "kiosk/services/exchange/receive_updates.py",
        ("untold:", "disordered:"),
        "    with box.store.write() as db:\n        for update in fresh:\n            _keep(",
        "    for update in reversed(fresh):\n        with box.store.write() as db:\n            _keep("),
    Bug("a duplicate by its reference alone", "hub/intake/one_event.py", ("lost:", "stuck:", "broken:"),
        "        if stored.id == incoming.id:\n"
        "            return _repeated(hub, connection, stored, site, incoming)\n",
        "        if stored.reference == incoming.reference:\n            return KnownEvent(stored.statement)\n"),
    Bug("the epoch of a hub that was put back ignored", "kiosk/services/exchange/receive_updates.py",
        ("lost:", "untold:", "incomplete:", "stuck:"),
        "    if enrolled is None or enrolled.epoch == epoch:\n        return\n",
        "    if enrolled is None or enrolled.epoch:\n        return\n"),
    Bug("a pause that doubles without a cap", "kiosk/domain/time/retry.py", ("given up:",),
        "    ceiling = min(CAP_S, FIRST_S * 2.0 ** min(failures - 1, 30))\n",
        "    ceiling = FIRST_S * 2.0 ** min(failures - 1, 30)\n"),
    Bug("a gap in a case's order accepted", "hub/intake/one_event.py", ("disordered:",),
        "    return incoming.sequence == 1 or bool(neighbours)\n",
        "    return True\n"),
    Bug("a chunk of a file that is not checked", "hub/files/chunked_intake.py", ("incomplete:",),
        "        if attachment.hash_chunk(content) != name:  # garbled",
        "        if not content:  # garbled",
        "        return _lacks(lacks)\n    try:\n        counted = kept_file.Digest()\n",
        "        return _lacks(lacks)\n    return _has_it(_confirmed(hub, listed, file))\n"
        "    try:\n        counted = kept_file.Digest()\n"),
    Bug("the follow code of another case", "hub/intake/one_event.py", ("guessed:",),
        "    if follow_sha256 and not keys.are_same_secrets(theirs, follow_sha256):\n",
        "    if follow_sha256 and not theirs:\n"),
)  # fmt: skip


class Found(msgspec.Struct, frozen=True):
    """What the rig said, "" for nothing, and the processor time that it took, in seconds."""

    said: str
    seconds: float

    def is_about(self, bug: Bug) -> bool:
        return any(words in line for line in self.said.splitlines() if WRONG in line for words in bug.found_as)


def hunt(bug: Bug, tree: Path, worlds: int, seed: int) -> Found:
    """Put the bug into a copy of the tree at `tree`, a new folder, and run the rig there. Raises `NoLongerApplies`, and
    `RuntimeError` where the rig ends without a verdict."""
    _copy(tree)
    bug.put_into(tree)
    words = ["--worlds", str(worlds), "--seed", str(seed)]
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "trials.rig", *words], cwd=tree, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(tree)},
    )  # fmt: skip
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    said = done.stdout if done.returncode else ""
    if done.returncode and WRONG not in said:
        raise RuntimeError(f"the rig ended without a verdict: {done.stdout[-2000:]} {done.stderr[-2000:]}")
    return Found(said, used)


def _copy(tree: Path) -> None:
    for name in PROGRAMS:
        shutil.copytree(ROOT / name, tree / name, copy_function=os.symlink, symlinks=True)
    for name in BESIDE:
        (tree / name).symlink_to(ROOT / name)
