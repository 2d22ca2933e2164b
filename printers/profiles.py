"""The capabilities of receipt printer models, as `scripts/printer_models.py` took them from python-escpos."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

UNKNOWN = "default"
"""The name of an unknown model, to which text and codes are sent as pictures, which every model can print."""


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
        """Encode a text as pieces (code page number, bytes); None if it must be drawn. Takes each time the code page
        that can encode the longest beginning of the rest."""
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


def list_profiles() -> tuple[str, ...]:
    """The names of the models that can print pictures, in alphabetical order, without `UNKNOWN`."""
    return tuple(_models())


def find_profile(name: str) -> Profile:
    """The profile of a model; the unknown printer's for a name that is not in the data."""
    model = _models().get(name)
    if model is None:
        return Profile(UNKNOWN)
    return Profile(name, **model | {"code_pages": tuple((number, codec) for number, codec in model["code_pages"])})


@lru_cache(maxsize=1)
def _models() -> dict[str, dict[str, Any]]:
    models: dict[str, dict[str, Any]] = json.loads(files("printers").joinpath("models.json").read_text("utf-8"))
    return models
