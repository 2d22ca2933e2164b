"""What each model of receipt printer can do: the capability data of python-escpos, read without importing its code."""

import codecs
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

UNKNOWN = "default"
"""A printer nobody named: words and codes are drawn, and no byte depends on what it happens to know."""
_CODE_PAGES = (
    "cp1252", "cp858", "iso8859-15", "iso8859-1", "cp850", "cp437", "cp1251", "cp1125", "cp866", "cp1250", "cp852",
)  # fmt: skip
"""Latin and Cyrillic, in order of preference; whatever is in none of them is drawn."""


_PLAINER = str.maketrans("\u2018\u2019\u02bc\u201c\u201d\u2013\u2014", "'''\"\"--")
"""What is said with a plainer sign where no code page has the right one."""


@dataclass(frozen=True, slots=True)
class Profile:
    """`dots` and `columns` are 0 where they are not known; `code_pages` are (number for ESC t, Python codec)."""

    name: str
    dots: int = 0
    columns: int = 0
    code_pages: tuple[tuple[int, str], ...] = ()
    qr: bool = False
    cut: bool | None = None

    def encoded(self, text: str) -> tuple[int, bytes] | None:
        """The number of the first code page that has all of the text, and its bytes; None where it must be drawn."""
        for form in (text, text.translate(_PLAINER)):
            for number, codec in self.code_pages:
                try:
                    data = form.encode(codec)
                except UnicodeEncodeError:
                    continue
                # A byte below a space is a command, and no word may be one.
                if not any(byte < 32 or byte == 127 for byte in data):
                    return number, data
        return None


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
