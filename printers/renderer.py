"""The interface of a renderer: a pure function from a slip and fonts to bytes, the same each time."""

from typing import Protocol

from printers.fonts import Fonts
from printers.paper.sheet import Sheet
from printers.slip import Slip


class Renderer(Protocol):
    """One way to turn a slip into bytes, and its description."""

    @property
    def kind(self) -> str:
        """Its name in settings, unique among renderers."""

    @property
    def label(self) -> str:
        """A code; its words live with the caller."""

    @property
    def media_type(self) -> str:
        """What its bytes are."""

    @property
    def sheet(self) -> Sheet | None:
        """The paper it sets the slip on; None for plain text, which knows no paper."""

    @property
    def dots(self) -> int:
        """The width of the print head in dots, 0 where its bytes are not made for one head."""

    @property
    def profile(self) -> str:
        """The model of printer its bytes are made for, `printers.profiles.UNKNOWN` where they fit every model."""

    def for_profile(self, profile: str) -> "Renderer":
        """The same for one model of printer, by its name in `printers.profiles`; itself where models make no odds."""

    def on_screen(self) -> "Renderer":
        """The one whose bytes a browser shows, as wide: itself, where it is one of these."""

    def is_usable(self, fonts: Fonts) -> bool:
        """Whether `render` can succeed with these fonts."""

    def what_is_wrong(self, fonts: Fonts) -> str | None:
        """A code, or None."""

    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        """The slip as bytes, whatever its words hold. Raises NotPrinted when the fonts are missing."""

    def flush(self) -> bytes:
        """What to send before a job where the job before it stopped half-way; empty where nothing is needed."""
