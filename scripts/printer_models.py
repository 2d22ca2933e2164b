"""Takes from python-escpos, at build time, what receipt printer models can do: `printers/models.json`."""

import codecs
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

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
_UNNAMED = ("default", "simple")
"""Models of the data that are no printer anybody has."""


def write(target: Path) -> None:
    data = json.loads(files("escpos").joinpath("capabilities.json").read_text("utf-8"))
    models = {
        name: _model(model, data["encodings"])
        for name, model in sorted(data["profiles"].items())
        if model["features"].get("bitImageRaster") and name not in _UNNAMED
    }
    target.write_text(json.dumps(models, indent=1) + "\n", "utf-8")


def _model(data: dict[str, Any], encodings: dict[str, Any]) -> dict[str, Any]:
    width, features = data["media"].get("width", {}).get("pixels"), data["features"]
    columns = data["fonts"].get("0", {}).get("columns", 0)
    return {
        "dots": width if isinstance(width, int) else 0,
        # For one model the data gives 12 columns, which is the width of its letters in dots.
        "columns": columns if columns >= 24 else 0,
        "code_pages": _code_pages(data["codePages"], encodings),
        "qr": bool(features.get("qrCode")),
        "cut": bool(features.get("paperPartCut") or features.get("paperFullCut")),
    }


def _code_pages(named: dict[str, str], encodings: dict[str, Any]) -> list[tuple[int, str]]:
    known: dict[str, int] = {}
    for number, name in named.items():
        if codec := encodings.get(name, {}).get("python_encode"):
            known.setdefault(codecs.lookup(codec).name, int(number))
    return [(known[codec], codec) for codec in _CODE_PAGES if codec in known]
