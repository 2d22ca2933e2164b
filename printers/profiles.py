"""The capabilities of receipt printer models: the data of python-escpos, none of whose code is ever imported."""

import codecs
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

UNKNOWN = "default"
"""The name of an unknown model, to which text and codes are sent as pictures, which every model can print."""
_CODE_PAGES = (
    "cp1252",
    "cp858",
    "iso8859-15",
    "iso8859-1",
    "cp850",
    "cp437",
    "cp1251",
    "cp1125",
    "cp866",
    "cp1250",
    "cp852",
)
"""Code pages of Latin and Cyrillic, in order of preference; other text is drawn."""


_PLAINER = {
    "\u2018": b"'",
    "\u2019": b"'",
    "\u02bc": b"'",
    "\u201c": b'"',
    "\u201d": b'"',
    "\u2013": b"-",
    "\u2014": b"-",
}
"""Replacements for characters that a code page lacks."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One model. `dots` and `columns` (per line) are 0 if unknown; `code_pages` are (number for ESC t, codec)."""

    name: str
    dots: int = 0
    columns: int = 0
    code_pages: tuple[tuple[int, str], ...] = ()
    qr: bool = False
    cut: bool | None = None

    def encoded(self, text: str) -> tuple[tuple[int, bytes], ...] | None:
        """Encode a text as pieces (code page number, bytes); None if it must be drawn.

        Takes each time the code page that can encode the longest beginning of the rest.
        """
        pieces: list[tuple[int, bytes]] = []
        while text:
            candidates = [piece for number, codec in self.code_pages if (piece := _longest(text, number, codec))[0]]
            if not candidates:
                return None
            length, number, data = max(candidates, key=lambda piece: piece[0])
            # Bytes below the space are printer commands and must not appear in text.
            if any(byte < 32 or byte == 127 for byte in data):
                return None
            pieces.append((number, data))
            text = text[length:]
        return tuple(pieces)


def _longest(text: str, number: int, codec: str) -> tuple[int, int, bytes]:
    """(length, number, bytes) of the longest beginning of a text that a code page can encode."""
    try:
        return len(text), number, text.encode(codec)
    except UnicodeEncodeError as fault:
        if fault.start == 0 and text[0] in _PLAINER:
            return 1, number, _PLAINER[text[0]]
        return fault.start, number, text[: fault.start].encode(codec)


def names() -> tuple[str, ...]:
    """The names of the models that can print pictures, in alphabetical order, without `UNKNOWN`."""
    return tuple(sorted(name for name, data in _models().items() if _draws(data) and name not in (UNKNOWN, "simple")))


@lru_cache(maxsize=64)
def of(name: str) -> Profile:
    """The profile of a model; the unknown printer's for a name that is not in the data."""
    data = _models().get(name)
    if name == UNKNOWN or data is None or not _draws(data):
        return Profile(UNKNOWN)
    width, features = data["media"].get("width", {}).get("pixels"), data["features"]
    columns = data["fonts"].get("0", {}).get("columns", 0)
    return Profile(
        name=name,
        dots=width if isinstance(width, int) else 0,
        # For one model the data gives 12 columns, which is the width of its letters in dots.
        columns=columns if columns >= 24 else 0,
        code_pages=_pages(data["codePages"]),
        qr=bool(features.get("qrCode")),
        cut=bool(features.get("paperPartCut") or features.get("paperFullCut")),
    )


def _draws(data: dict[str, Any]) -> bool:
    return bool(data["features"].get("bitImageRaster"))


def _pages(named: dict[str, str]) -> tuple[tuple[int, str], ...]:
    known: dict[str, int] = {}
    for number, name in named.items():
        codec = _data()["encodings"].get(name, {}).get("python_encode")
        if codec:
            known.setdefault(codecs.lookup(codec).name, int(number))
    return tuple((known[codec], codec) for codec in _CODE_PAGES if codec in known)


def _models() -> dict[str, Any]:
    return dict(_data()["profiles"])


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files("escpos").joinpath("capabilities.json").read_text("utf-8"))
    return data
