"""The folder of sounds that are kept: sentences of the catalogues alone, in a bounded place, each written whole."""

import hashlib
import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Collection, Iterator
from pathlib import Path

from kiosk.services.voices.sound.sound_data import TARGET_DBFS, Sound

MEDIA_TYPES = {"opus": "audio/ogg", "wav": "audio/wav"}
"""By the ending of the name."""
FORM = 1
"""Grows when sounds are made otherwise, so that none of before is played any more."""
_NAME = re.compile(r"([a-z]{2,3})-([0-9a-f]{32})\.(opus|wav)")
NAME = "clip"
_MOST = 20_000
"""Names remembered, each of some hundred bytes."""
ENDINGS = ("opus", "wav")
_BEGINNINGS = {"opus": b"OggS", "wav": b"RIFF"}
_LEAST_BYTES = 44
_HALF = ".half-"
"""How a file begins that is being written."""


def sound_stem(language: str, voice: str, version: str, spoken: str) -> str:
    """The name without its ending: `fr-` and 32 digits."""
    parts = "\x1f".join((language, voice, version, spoken, str(TARGET_DBFS), str(FORM)))
    return f"{language}-{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


def sentence_id(text: str) -> str:
    """By which a site records a sentence: 16 digits of its text, whatever white space it has."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def find_sound_language(name: str) -> str:
    """The language of a name; "" for what is none."""
    match = _NAME.fullmatch(name)
    return match[1] if match else ""


class Clips:
    """Found by the sentence as pages show it; a damaged one is as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: OrderedDict[str, Path] = OrderedDict()

    def find(self, language: str, text: str) -> str:
        """The name of the clip of a sentence, which changes with the file; "" where there is none."""
        sentence = sentence_id(text)
        for path in (self.place(language, sentence, ending) for ending in ENDINGS):
            try:
                status = path.stat()
            except OSError:
                continue
            stem = sound_stem(language, NAME, f"{status.st_size} {status.st_mtime_ns}", sentence)
            name = f"{stem}{path.suffix}"
            self._paths[name] = path
            while len(self._paths) > _MOST:
                self._paths.popitem(last=False)
            return name
        return ""

    def read(self, name: str) -> bytes | None:
        """The file of a name that was found; None where it is gone or damaged."""
        path = self._paths.get(name)
        try:
            data = path.read_bytes() if path else b""
        except OSError:
            return None
        return data if path and _is_whole_sound(data, path.suffix[1:]) else None

    def place(self, language: str, sentence: str, ending: str) -> Path:
        """Where the clip of a sentence's id lies."""
        return self._folder / language / f"{sentence}.{ending}"

    def recorded(self, language: str) -> set[str]:
        """The ids of the sentences that have a clip."""
        folder = self._folder / language
        paths = folder.iterdir() if folder.is_dir() else ()
        return {path.stem for path in paths if path.suffix[1:] in ENDINGS}


class SoundFolder:
    """One folder a language. Whatever is wrong with a file of it, the sentence is simply made again in memory."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.path, self.most_bytes = path, most_bytes

    def find(self, stem: str) -> str:
        """The name of the sound of that stem; "" where it is not kept."""
        names = (f"{stem}.{ending}" for ending in ENDINGS)
        return next((name for name in names if self._place(name).is_file()), "")

    def read(self, name: str) -> bytes | None:
        """The file of that name; None where it is not there, or is damaged: it is deleted then."""
        if not find_sound_language(name):
            return None
        place = self._place(name)
        try:
            data = place.read_bytes()
        except OSError:
            return None
        if _is_whole_sound(data, name.rpartition(".")[2]):
            return data
        place.unlink(missing_ok=True)
        return None

    def write(self, stem: str, sound: Sound) -> str:
        """Keep a sound, whole or not at all; its name. Raises `OSError` where the disk has no place for it."""
        ending = next(ending for ending, kind in MEDIA_TYPES.items() if kind == sound.media_type)
        name = f"{stem}.{ending}"
        write_sound_file(self._place(name), sound.data)
        return name

    def names(self) -> Iterator[str]:
        """Every name that is kept."""
        yield from (path.name for path in self._files() if find_sound_language(path.name))

    def bytes(self) -> int:
        """How much the folder takes."""
        return sum(path.stat().st_size for path in self._files())

    def make_room(self, wanted: Collection[str]) -> None:
        """Delete what nobody can ask for any more (stems that are not `wanted`), and what was left half written."""
        for path in self._files():
            if path.stem not in wanted:
                path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return [path for path in self.path.glob("*/*") if path.is_file()] if self.path.is_dir() else []

    def _place(self, name: str) -> Path:
        return self.path / name.partition("-")[0] / name


def _is_whole_sound(data: bytes, ending: str) -> bool:
    """Whether a file begins as its kind does, and holds more than that: a power cut leaves files of no bytes."""
    return len(data) > _LEAST_BYTES and data.startswith(_BEGINNINGS[ending])


def write_sound_file(place: Path, data: bytes) -> None:
    """Write a file whole or not at all, making its folder. Raises `OSError`."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, half = tempfile.mkstemp(prefix=_HALF, dir=place.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(half).replace(place)
    except OSError:
        Path(half).unlink(missing_ok=True)
        raise
