"""The clips in sign language that a town hall recorded: which pages, questions and consents have one."""

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

SUFFIX = ".webm"
PAGES = (
    "welcome",
    "language",
    "catalogue",
    "comfort",
    "keyboard",
    "call",
    "accessibility",
    "resume",
    "withdrawal-alone",
    "checklist",
    "review",
    "confirm",
    "submitted",
    "set-aside",
    "discard",
    "leave",
)
"""The citizens' pages that may have a clip, by their names; `confirm` is the consent.

A procedure's introduction has the procedure's id, a question `procedure.question`.
"""
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z][a-z0-9_]*)?")


class SignsReport(Struct, frozen=True):
    """What one language has: clips that are shown, what has none yet, and files that nothing asks for."""

    language: str
    shown: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    bytes: int


def clip(folder: Path, language: str, clip_id: str) -> Path | None:
    """The file of one clip: `<folder>/<language>/<clip_id>.webm`; None where there is none.

    Only names of letters, digits, hyphens and one point are looked for, so that no other file can be asked for.
    """
    if not (_LANGUAGE.fullmatch(language) and _ID.fullmatch(clip_id)):
        return None
    file = folder / language / f"{clip_id}{SUFFIX}"
    return file if file.is_file() and not file.is_symlink() else None


def report(folder: Path, wanted: Iterable[str]) -> list[SignsReport]:
    """For each language of the folder, its clips against the ids of everything that may have one."""
    ids = dict.fromkeys(wanted)
    told = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not (place.is_dir() and _LANGUAGE.fullmatch(place.name)):
            continue
        files = sorted(file for file in place.iterdir() if file.is_file())
        shown = {file.stem: file.stat().st_size for file in files if file.suffix == SUFFIX and file.stem in ids}
        unknown = tuple(file.name for file in files if file.suffix != SUFFIX or file.stem not in ids)
        missing = tuple(clip_id for clip_id in ids if clip_id not in shown)
        told.append(SignsReport(place.name, tuple(shown), missing, unknown, sum(shown.values())))
    return told
