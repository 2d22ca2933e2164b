"""The pictograms that a town hall puts in its data folder: a drawing cleaned of all that is no drawing, or a PNG."""

import re
from pathlib import Path
from xml.etree import ElementTree  # nosec B405: a document with a DOCTYPE is refused before it is read

MOST_BYTES = 256 * 1024
"""A pictogram is a few kilobytes; a photograph is none."""
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SVG = "{http://www.w3.org/2000/svg}"
_PNG = b"\x89PNG\r\n\x1a\n"
_SHAPES = frozenset({"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})
_DRAWS = frozenset({
    "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "points", "transform",
    "viewBox", "fill", "fill-rule", "fill-opacity", "clip-rule", "stroke", "stroke-width", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-dasharray", "opacity", "preserveAspectRatio",
})  # fmt: skip


def pictogram(folder: Path, name: str) -> tuple[str, bytes] | None:
    """The media type and content of a pictogram; None where there is none, or where it cannot be shown.

    An SVG keeps its shapes alone: no script, no style, no text, no link, nothing from elsewhere.
    """
    if not NAME.fullmatch(name):
        return None
    drawn = _read(folder / f"{name}.svg")
    if drawn is not None:
        clean = cleaned(drawn)
        return ("image/svg+xml", clean) if clean else None
    image = _read(folder / f"{name}.png")
    return ("image/png", image) if image is not None and image.startswith(_PNG) else None


def cleaned(drawing: bytes) -> bytes | None:
    """An SVG with its shapes and their colours alone; None for what is no SVG or declares entities."""
    if b"<!DOCTYPE" in drawing.upper() or b"<!ENTITY" in drawing.upper() or b"\x00" in drawing:
        return None
    try:
        root = ElementTree.fromstring(drawing)  # nosec B314: it has no DOCTYPE, and so no entity
    except ElementTree.ParseError:
        return None
    kept = _shape(root)
    if kept is None or kept.tag != f"{_SVG}svg":
        return None
    ElementTree.register_namespace("", _SVG[1:-1])
    return ElementTree.tostring(kept, encoding="utf-8")


def _shape(element: ElementTree.Element) -> ElementTree.Element | None:
    if element.tag.removeprefix(_SVG) not in _SHAPES or not element.tag.startswith(_SVG):
        return None
    told = {name: value for name, value in element.attrib.items() if name in _DRAWS and "url(" not in value.casefold()}
    kept = ElementTree.Element(element.tag, told)
    kept.extend(inner for child in element if isinstance(child.tag, str) and (inner := _shape(child)) is not None)
    return kept


def _read(file: Path) -> bytes | None:
    """What a file of the folder holds, unless it is too large to be a pictogram."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= MOST_BYTES else None
