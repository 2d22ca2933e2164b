"""A signature made with a finger or a mouse: numbers that we read, bound and draw; nothing foreign is kept of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.errors import Refused

LONGEST = 100_000
"""Characters of what a form may send."""
MOST_STROKES, MOST_POINTS = 300, 6_000
SIDE = 1_000
"""The longer side of what is kept, in its own units."""
MARGIN = 20
"""Units left around the ink."""
SMALLEST_PX = 20
"""Ink that spans less, in pixels, is a touch by accident."""
STROKE = re.compile(r"\d{1,6} \d{1,6}(?: \d{1,6} \d{1,6})*", re.ASCII)
"""One stroke of what is kept."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Strokes `x y x y …` in whole numbers, from the top left of a drawing `width` by `height`.

    How fast and how hard a hand moved is not in it: that would be biometric, and no paper signature says it.
    """

    strokes: tuple[str, ...]
    width: int
    height: int

    @property
    def path(self) -> str:
        """What an SVG `path` of that size draws; digits, spaces and letters of path commands only."""
        drawn = []
        for stroke in self.strokes:
            points = stroke.split(" ")
            pairs = [" ".join(points[at : at + 2]) for at in range(0, len(points), 2)]
            drawn.append(f"M{pairs[0]}L{' '.join(pairs[1:] or pairs)}")
        return "".join(drawn)

    def to_dict(self) -> dict[str, Any]:
        """What JSON can hold; `from_dict` gives it back."""
        return {"strokes": list(self.strokes), "width": self.width, "height": self.height}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Signature":
        """A signature that was kept."""
        return cls(tuple(data["strokes"]), data["width"], data["height"])


def read(sent: str) -> Signature:
    """What the page sent: JSON, a list of strokes, each `[x, y, x, y, …]` in pixels; cut to its ink.

    Raises `Refused`: `no-signature` where there is no ink, or next to none; `bad-signature` for anything else.
    """
    if not sent.strip():
        raise Refused("no-signature")
    if len(sent) > LONGEST:
        raise Refused("bad-signature")
    try:
        strokes = [_stroke(each) for each in _list(json.loads(sent))]
    except (ValueError, RecursionError):
        raise Refused("bad-signature") from None
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > MOST_POINTS:
        raise Refused("bad-signature")
    points = [point for stroke in strokes for point in stroke]
    if not points:
        raise Refused("no-signature")
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    wide, high = (max(point[axis] for point in points) - least for axis, least in ((0, left), (1, top)))
    if max(wide, high) < SMALLEST_PX:
        raise Refused("no-signature")
    scale = (SIDE - 2 * MARGIN) / max(wide, high)
    drawn = tuple(
        " ".join(f"{round((x - left) * scale) + MARGIN} {round((y - top) * scale) + MARGIN}" for x, y in stroke)
        for stroke in strokes
        if stroke
    )
    return Signature(drawn, round(wide * scale) + 2 * MARGIN, round(high * scale) + 2 * MARGIN)


def _stroke(sent: Any) -> list[tuple[float, float]]:
    """Raises `ValueError` for what is no list of pairs of numbers a screen can have."""
    numbers = _list(sent)
    if len(numbers) % 2 or not all(type(each) in (int, float) and abs(each) < 20_000 for each in numbers):
        raise ValueError(sent)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _list(sent: Any) -> list[Any]:
    if not isinstance(sent, list):
        raise ValueError(sent)
    return sent
