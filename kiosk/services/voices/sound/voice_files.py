"""The files of Piper's voices that a town hall has put into its data folder, found by the language they say."""

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

_ENDING = ".onnx"
_LARGEST_NOTE = 1_000_000
"""Bytes of the file that describes a voice; one of Piper's has some five thousand."""


class VoiceFile(Struct, frozen=True):
    """One voice: its model, the language of two or three letters that it speaks, and what changes when it does."""

    model: Path
    language: str
    version: str


def voice_files(folder: Path) -> Iterator[VoiceFile]:
    """The voices of a folder, by name; a model without its description is none."""
    for model in sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else ():
        language = language_of(model)
        if language:
            status = model.stat()
            yield VoiceFile(model, language, f"{model.stem} {status.st_size} {int(status.st_mtime)}")


def undescribed(folder: Path) -> list[str]:
    """Names of models that no description lies beside, or one that names no language."""
    return [model.name for model in sorted(folder.glob(f"*{_ENDING}")) if not language_of(model)]


def language_of(model: Path) -> str:
    """The language that the file beside a model says; "" where there is none, or none that can be read."""
    note = model.with_name(f"{model.name}.json")
    try:
        if note.stat().st_size > _LARGEST_NOTE:
            return ""
        described = json.loads(note.read_text("utf-8"))
        named = described.get("language", {}).get("family") or described.get("espeak", {}).get("voice") or ""
    except (OSError, ValueError, AttributeError):
        return ""
    return str(named).lower().replace("_", "-").partition("-")[0]
