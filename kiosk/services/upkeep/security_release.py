"""Learn from the hub, or from a stick, that a newer version of Parvis mends a weakness, and say so; nothing more."""

import json
from pathlib import Path

from kiosk.domain.events.wire.statements import ReleaseNote
from kiosk.domain.proofs import release_note, signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.upkeep.backup_schedule import FOLDER
from kiosk.services.upkeep.mounts import Mounts
from kiosk.store.upkeep import release_notes
from kiosk.version import VERSION

NOTE = "release.json"
"""The note on a stick, in the folder of backups, as `kiosk hub announce --file` writes it."""
_MOST_BYTES = 10_000


def keep(box: Box, signed: SignedStatement | None) -> None:
    """Keep a note that the enrolled hub signed and that is not older than the kept one; any other is passed over."""
    enrolled = box.enrolment()
    if signed is None or enrolled is None:
        return
    try:
        note = release_note.read(signed, enrolled.verify_key)
    except Unreachable:
        return
    known = _kept(box)
    if known is None or note.at > known.at:
        with box.store.write() as db:
            release_notes.keep(db, signed)


def look_at_sticks(box: Box, mounts: Mounts | None = None) -> None:
    """Keep the note that lies on a stick, where there is one."""
    for stick in (mounts or Mounts()).sticks():
        keep(box, _on(stick / FOLDER / NOTE))


def needed(box: Box) -> ReleaseNote | None:
    """The note about a version that is newer than this program, None where there is none."""
    note = _kept(box)
    return note if note is not None and release_note.is_newer(note.release, VERSION) else None


def _kept(box: Box) -> ReleaseNote | None:
    signed, enrolled = release_notes.kept(box.store.read()), box.enrolment()
    if signed is None or enrolled is None:
        return None
    try:
        return release_note.read(signed, enrolled.verify_key)
    except Unreachable:  # the note of another hub
        return None


def _on(path: Path) -> SignedStatement | None:
    try:
        with path.open("rb") as file:
            return signed_statement.from_wire(json.loads(file.read(_MOST_BYTES)))
    except (OSError, ValueError, Unreachable):
        return None
