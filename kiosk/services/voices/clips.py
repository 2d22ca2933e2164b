"""Sentences that the town hall has recorded itself: `audio/<language>/<id>.opus` in its data folder."""

from collections import OrderedDict
from pathlib import Path

from kiosk.services.voices import sound_names
from kiosk.services.voices.sound_folder import ENDINGS, is_whole

NAME = "clip"
_MOST = 20_000
"""Names remembered, each of some hundred bytes."""


class Clips:
    """Found by the sentence as pages show it; a damaged one is as none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: OrderedDict[str, Path] = OrderedDict()

    def find(self, language: str, text: str) -> str:
        """The name of the clip of a sentence, which changes with the file; "" where there is none."""
        sentence = sound_names.sentence_id(text)
        for path in (self.place(language, sentence, ending) for ending in ENDINGS):
            try:
                status = path.stat()
            except OSError:
                continue
            stem = sound_names.stem(language, NAME, f"{status.st_size} {status.st_mtime_ns}", sentence)
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
        return data if path and is_whole(data, path.suffix[1:]) else None

    def place(self, language: str, sentence: str, ending: str) -> Path:
        """Where the clip of a sentence's id lies."""
        return self._folder / language / f"{sentence}.{ending}"

    def recorded(self, language: str) -> set[str]:
        """The ids of the sentences that have a clip."""
        folder = self._folder / language
        paths = folder.iterdir() if folder.is_dir() else ()
        return {path.stem for path in paths if path.suffix[1:] in ENDINGS}
