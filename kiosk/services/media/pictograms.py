"""The pictograms that a town hall puts in its data folder: a drawing cleaned of all that is no drawing, or a PNG."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from html.parser import HTMLParser
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


def report_sign_clips(folder: Path, wanted: Iterable[str]) -> list[SignsReport]:
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


MOST_BYTES = 256 * 1024
"""A pictogram is a few kilobytes; a photograph is none."""
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PNG = b"\x89PNG\r\n\x1a\n"
_SHAPES = frozenset({"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})
_DRAWS = """
    d cx cy r rx ry x y x1 y1 x2 y2 width height points transform viewBox fill fill-rule fill-opacity clip-rule stroke
    stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-dasharray opacity
    preserveAspectRatio
"""
_SPELT = {name.lower(): name for name in _DRAWS.split()}


def pictogram(folder: Path, name: str) -> tuple[str, bytes] | None:
    """The media type and content of a pictogram; None where there is none, or where it cannot be shown.

    An SVG keeps its shapes alone: no script, no style, no text, no link, nothing from elsewhere.
    """
    if not NAME.fullmatch(name):
        return None
    drawn = _read(folder / f"{name}.svg")
    if drawn is not None:
        clean = clean_drawing(drawn)
        return ("image/svg+xml", clean) if clean else None
    image = _read(folder / f"{name}.png")
    return ("image/png", image) if image is not None and image.startswith(_PNG) else None


def is_there(folder: Path, name: str) -> bool:
    """Whether the folder holds a pictogram of that name which can be shown."""
    return pictogram(folder, name) is not None


def clean_drawing(drawing: bytes) -> bytes | None:
    """An SVG with its shapes and their colours alone; None for what is no SVG."""
    try:
        reader = _Shapes(drawing.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    return "".join(reader.kept).encode() if reader.kept else None


class _Shapes(HTMLParser):
    """Writes anew the shapes of the first `<svg>`. It knows no entity of the document and fetches nothing."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.kept: list[str] = []
        self._open: list[str] = []
        self._left_out = 0
        self._ended = False
        self.feed(source)
        self.close()
        self.kept += [f"</{tag}>" for tag in reversed(self._open)]

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        first = not self._open
        if self._left_out or self._ended or tag not in _SHAPES or first is not (tag == "svg"):
            self._left_out += bool(self._open)
            return
        told = {
            _SPELT[name]: value for name, value in attrs if name in _SPELT and value and "url(" not in value.casefold()
        }
        own = {"xmlns": "http://www.w3.org/2000/svg", **told} if first else told
        self.kept.append(f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in own.items()) + ">")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
        elif self._open and self._open[-1] == tag:
            self.kept.append(f"</{self._open.pop()}>")
            self._ended = not self._open


def _read(file: Path) -> bytes | None:
    """What a file of the folder holds, unless it is too large to be a pictogram."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MOST_BYTES else None
