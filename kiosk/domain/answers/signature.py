"""A signature drawn with a finger or a mouse: read as numbers, checked against limits, and drawn again as SVG.

Nothing that the browser sent is stored as it came.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

LONGEST = 100_000
"""Most characters a form may send."""
MOST_STROKES, MOST_POINTS = 300, 6_000
SIDE = 1_000
"""Length of the drawing's longer side, in drawing units."""
MARGIN = 20
"""Empty border around the ink, in drawing units."""
SMALLEST_PX = 20
"""Ink that spans fewer pixels is taken for an accidental touch."""
STROKE = re.compile(r"\d{1,6} \d{1,6}(?: \d{1,6} \d{1,6})*", re.ASCII)
"""One stored stroke: `x y x y …`."""


class Signature(Struct, frozen=True):
    """Strokes `x y x y …` in whole drawing units, from the top left of a drawing `width` by `height`. Speed and
    pressure are not stored: they would be biometric data, and a signature on paper does not show them."""

    strokes: tuple[str, ...]
    width: int
    height: int

    @property
    def path(self) -> str:
        """The `d` attribute of an SVG `path`: digits, spaces and path commands only."""
        drawn = []
        for stroke in self.strokes:
            points = stroke.split(" ")
            pairs = [" ".join(points[at : at + 2]) for at in range(0, len(points), 2)]
            drawn.append(f"M{pairs[0]}L{' '.join(pairs[1:] or pairs)}")
        return "".join(drawn)

    def to_dict(self) -> dict[str, Any]:
        """A dict that JSON can hold; `from_dict` is its inverse."""
        return {"strokes": list(self.strokes), "width": self.width, "height": self.height}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Signature":
        return cls(tuple(data["strokes"]), data["width"], data["height"])


def parse_signature(sent: str) -> Signature:
    """Read what the page sent (JSON: a list of strokes, each `[x, y, x, y, …]` in pixels), cropped to the ink. Raises
    `Refused`: `no-signature` if there is no ink or next to none; `bad-signature` for anything else."""
    if not sent.strip():
        raise Refused(Refusal.NO_SIGNATURE)
    if len(sent) > LONGEST:
        raise Refused(Refusal.BAD_SIGNATURE)
    try:
        strokes = []
        for numbers in map(_list, _list(json.loads(sent))):
            # Pairs of coordinates that a screen can have.
            if len(numbers) % 2 or not all(type(number) in (int, float) and abs(number) < 20_000 for number in numbers):
                raise ValueError(numbers)
            strokes.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    except (ValueError, RecursionError):
        raise Refused(Refusal.BAD_SIGNATURE) from None
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise Refused(Refusal.BAD_SIGNATURE)
    points = [point for stroke in strokes for point in stroke]
    if not points:
        raise Refused(Refusal.NO_SIGNATURE)
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    wide, high = (max(point[axis] for point in points) - least for axis, least in ((0, left), (1, top)))
    if max(wide, high) < SMALLEST_PX:
        raise Refused(Refusal.NO_SIGNATURE)
    scale = (SIDE - 2 * MARGIN) / max(wide, high)
    drawn = tuple(
        " ".join(f"{round((x - left) * scale) + MARGIN} {round((y - top) * scale) + MARGIN}" for x, y in stroke)
        for stroke in strokes
        if stroke
    )
    return Signature(drawn, round(wide * scale) + 2 * MARGIN, round(high * scale) + 2 * MARGIN)


def _list(sent: Any) -> list[Any]:
    if not isinstance(sent, list):
        raise ValueError(sent)
    return sent
