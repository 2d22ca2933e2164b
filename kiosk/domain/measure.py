"""How large text must be at a screen: from the millimetres of a pixel and the distance it is read from.

EN 301 549, 5.1.4: one way of showing where a capital H takes 0.7° or more of what the eye sees. VVSG 2.0, 7.1-D: four
sizes.
"""

from dataclasses import dataclass
from math import atan, degrees, radians, tan

from kiosk.errors import Refused

CAPITAL = 0.668
"""Height of a capital of Atkinson Hyperlegible Next, in ems; those of the other letters we bring are higher."""
USUAL_DEGREES = 0.42
"""A capital of `normal` text, as the eye sees it."""
STEPS = {"normal": 1.0, "large": 1.22, "larger": 1.5, "largest": 1.8}
"""How much larger text is in each size; `--grown` in static/css/comfort.css."""
TEXT_REM = 1.125
"""Text of the usual size, `--text` in rem."""
LEAST_PX = 16.0
"""Text of the usual size is never smaller, however near the screen is."""
DISTANCES_MM = (400, 500, 600, 800)
"""From which a screen is read: in the hands, at a table, standing before it, a large one."""
FINEST, COARSEST = 0.05, 1.0
"""Millimetres of a CSS pixel: a telephone has about 0.15, a very large screen 0.6."""
CARD_MM, RULER_MM = 85.6, 100.0
"""What is held against the screen: a bank card is as long everywhere (ISO/IEC 7810), or ten centimetres of a ruler."""
BAR_PX = (40, 1200)
"""The shortest and the longest bar."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A screen that was measured."""

    mm_per_px: float
    distance_mm: int

    def capital_mm(self, size: str = "normal") -> float:
        """Height of a capital of text in a size."""
        usual = 2 * self.distance_mm * tan(radians(USUAL_DEGREES) / 2)
        return max(usual, LEAST_PX * self.mm_per_px * CAPITAL) * STEPS[size]

    def text_px(self, size: str = "normal") -> float:
        """The font size of text, in CSS pixels."""
        return self.capital_mm(size) / CAPITAL / self.mm_per_px

    def degrees(self, size: str) -> float:
        """What a capital of text takes of what the eye sees."""
        return degrees(2 * atan(self.capital_mm(size) / 2 / self.distance_mm))

    def px(self, mm: float) -> float:
        """How many CSS pixels so many millimetres are."""
        return mm / self.mm_per_px

    @property
    def sheet(self) -> str:
        """The stylesheet of this screen: a millimetre, and what everything scales by."""
        return f":root {{ --mm: {self.px(1):.4f}px; --unit: {self.text_px() / TEXT_REM / 16:.5f}px; }}\n"


def measured(bar_px: int, mm: float, distance_mm: int) -> Measure:
    """A screen where a bar of `bar_px` is `mm` long.

    Raises `Refused("not-a-length")` where no screen is like that, `Refused("not-a-distance")` for another distance.
    """
    if not (BAR_PX[0] <= bar_px <= BAR_PX[1]) or not FINEST <= mm / bar_px <= COARSEST:
        raise Refused("not-a-length")
    if distance_mm not in DISTANCES_MM:
        raise Refused("not-a-distance")
    return Measure(round(mm / bar_px, 3), distance_mm)
