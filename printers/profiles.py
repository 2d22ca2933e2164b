"""What each model of receipt printer can do: the capability data of python-escpos, read without importing its code."""

import codecs
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

UNKNOWN = "default"
"""The profile of an unknown model: text and codes are sent as pictures, which every model can print."""
_CODE_PAGES = (
    "cp1252", "cp858", "iso8859-15", "iso8859-1", "cp850", "cp437", "cp1251", "cp1125", "cp866", "cp1250", "cp852",
)  # fmt: skip
"""Latin and Cyrillic, in order of preference; whatever is in none of them is drawn."""


_PLAINER = {
    "\u2018": b"'",
    "\u2019": b"'",
    "\u02bc": b"'",
    "\u201c": b'"',
    "\u201d": b'"',
    "\u2013": b"-",
    "\u2014": b"-",
}
"""Plainer characters for those that no code page has."""


@dataclass(frozen=True, slots=True)
class Profile:
    """`dots` and `columns` are 0 where they are not known; `code_pages` are (number for ESC t, Python codec)."""

    name: str
    dots: int = 0
    columns: int = 0
    code_pages: tuple[tuple[int, str], ...] = ()
    qr: bool = False
    cut: bool | None = None

    def encoded(self, text: str) -> tuple[tuple[int, bytes], ...] | None:
        """The text as pieces, each with the number of its code page; None where it must be drawn.

        One page for all of it where there is one, else one for as much as it has, and then the next.
        """
        pieces: list[tuple[int, bytes]] = []
        while text:
            found = [piece for number, codec in self.code_pages if (piece := _longest(text, number, codec))[0]]
            if not found:
                return None
            length, number, data = max(found, key=lambda piece: piece[0])
            # Bytes below the space are printer commands and must not appear in text.
            if any(byte < 32 or byte == 127 for byte in data):
                return None
            pieces.append((number, data))
            text = text[length:]
        return tuple(pieces)


def _longest(text: str, number: int, codec: str) -> tuple[int, int, bytes]:
    """How many characters from the start a code page has, its number, and their bytes."""
    try:
        return len(text), number, text.encode(codec)
    except UnicodeEncodeError as fault:
        if fault.start == 0 and text[0] in _PLAINER:
            return 1, number, _PLAINER[text[0]]
        return fault.start, number, text[: fault.start].encode(codec)


def names() -> tuple[str, ...]:
    """The models that can print a picture, in alphabetical order, without the unknown one."""
    return tuple(sorted(name for name, data in _models().items() if _draws(data) and name not in (UNKNOWN, "simple")))


@lru_cache(maxsize=64)
def of(name: str) -> Profile:
    """The profile of a model; of a name that the data has not, or no longer, the unknown printer's."""
    data = _models().get(name)
    if name == UNKNOWN or data is None or not _draws(data):
        return Profile(UNKNOWN)
    width, can = data["media"].get("width", {}).get("pixels"), data["features"]
    columns = data["fonts"].get("0", {}).get("columns", 0)
    return Profile(
        name=name,
        dots=width if isinstance(width, int) else 0,
        # A line of one model is said to have 12 columns, which is the width of its letters in dots.
        columns=columns if columns >= 24 else 0,
        code_pages=_pages(data["codePages"]),
        qr=bool(can.get("qrCode")),
        cut=bool(can.get("paperPartCut") or can.get("paperFullCut")),
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
    found: dict[str, Any] = json.loads(files("escpos").joinpath("capabilities.json").read_text("utf-8"))
    return found
