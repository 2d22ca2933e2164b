"""Text size on a screen, computed from the millimetres of a pixel and the reading distance.

EN 301 549, 5.1.4: one display mode where a capital H subtends 0.7° or more. VVSG 2.0, 7.1-D: four sizes.
"""

from math import atan, degrees, radians, tan

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused

CAPITAL = 0.668
"""Height of a capital of Atkinson Hyperlegible Next, in ems; the other fonts we ship have taller capitals."""
USUAL_DEGREES = 0.42
"""Visual angle of a capital of `normal` text, in degrees."""
STEPS = {"normal": 1.0, "large": 1.22, "larger": 1.5, "largest": 1.8}
"""Factor of each size; `--scale-text` in static/css/comfort.css."""
TEXT_REM = 1.125
"""Text of the normal size in rem; `--font-size-text` in the stylesheet."""
LEAST_PX = 16.0
"""Smallest text of the normal size in CSS pixels, however near the screen is."""
DISTANCES_MM = (400, 500, 600, 800)
"""Reading distances: in the hands, at a table, standing in front of it, a large screen."""
FINEST, COARSEST = 0.05, 1.0
"""Limits for the millimetres of a CSS pixel: a telephone has about 0.15, a very large screen 0.6."""
CARD_MM, RULER_MM = 85.6, 100.0
"""Objects held against the screen to measure it: a bank card (ISO/IEC 7810), or ten centimetres of a ruler."""
BAR_PX = (40, 1200)
"""Shortest and longest bar that may be set, in CSS pixels."""


class Measure(Struct, frozen=True):
    """A measured screen: millimetres of a CSS pixel, and the reading distance."""

    mm_per_px: float
    distance_mm: int

    def capital_mm(self, size: str = "normal") -> float:
        """Height of a capital in this size, in millimetres."""
        usual = 2 * self.distance_mm * tan(radians(USUAL_DEGREES) / 2)
        return max(usual, LEAST_PX * self.mm_per_px * CAPITAL) * STEPS[size]

    def text_px(self, size: str = "normal") -> float:
        return self.capital_mm(size) / CAPITAL / self.mm_per_px

    def degrees(self, size: str) -> float:
        """Visual angle of a capital in this size, in degrees."""
        return degrees(2 * atan(self.capital_mm(size) / 2 / self.distance_mm))

    def px(self, mm: float) -> float:
        return mm / self.mm_per_px

    @property
    def sheet(self) -> str:
        """The stylesheet of this screen: `--mm`, the length of a millimetre, `--unit`, the overall scale, and what a
        finger needs of a row at the desk.
        """
        rows = "--size-row: max(44px, 12.7 * var(--mm)); --space-row: var(--space-touch);"
        return f":root {{ --mm: {self.px(1):.4f}px; --unit: {self.text_px() / TEXT_REM / 16:.5f}px; {rows} }}\n"


def compute_measure(bar_px: int, mm: float, distance_mm: int) -> Measure:
    """The measure of a screen on which a bar of `bar_px` CSS pixels is `mm` long. Raises `Refused` (`not-a-length`) if
    no screen has such pixels, `Refused` (`not-a-distance`) for a distance that is not in `DISTANCES_MM`."""
    if not (BAR_PX[0] <= bar_px <= BAR_PX[1]) or not FINEST <= mm / bar_px <= COARSEST:
        raise Refused(Refusal.NOT_A_LENGTH)
    if distance_mm not in DISTANCES_MM:
        raise Refused(Refusal.NOT_A_DISTANCE)
    return Measure(round(mm / bar_px, 3), distance_mm)
