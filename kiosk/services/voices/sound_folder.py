"""The folder of sounds that are kept: sentences of the catalogues alone, in a bounded place, each written whole."""

import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from kiosk.services.voices import sound_names
from kiosk.services.voices.sound.voice import Sound

ENDINGS = ("opus", "wav")
_BEGINNINGS = {"opus": b"OggS", "wav": b"RIFF"}
_LEAST_BYTES = 44
_HALF = ".half-"
"""How a file begins that is being written."""


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
        if not sound_names.language_of(name):
            return None
        place = self._place(name)
        try:
            data = place.read_bytes()
        except OSError:
            return None
        if is_whole(data, name.rpartition(".")[2]):
            return data
        place.unlink(missing_ok=True)
        return None

    def write(self, stem: str, sound: Sound) -> str:
        """Keep a sound, whole or not at all; its name. Raises `OSError` where the disk has no place for it."""
        ending = next(ending for ending, kind in sound_names.MEDIA_TYPES.items() if kind == sound.media_type)
        name = f"{stem}.{ending}"
        write_whole(self._place(name), sound.data)
        return name

    def names(self) -> Iterator[str]:
        """Every name that is kept."""
        yield from (path.name for path in self._files() if sound_names.language_of(path.name))

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


def is_whole(data: bytes, ending: str) -> bool:
    """Whether a file begins as its kind does, and holds more than that: a power cut leaves files of no bytes."""
    return len(data) > _LEAST_BYTES and data.startswith(_BEGINNINGS[ending])


def write_whole(place: Path, data: bytes) -> None:
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
