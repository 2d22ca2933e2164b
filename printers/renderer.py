"""The interface of a renderer, which turns a slip into the bytes of a print job: same slip, same bytes."""

from typing import Protocol

from printers.fonts import Fonts
from printers.paper.sheet import Sheet
from printers.slip import Slip


class Renderer(Protocol):
    """One format of bytes on one kind of paper."""

    @property
    def kind(self) -> str:
        """Its name in settings, unique among renderers."""

    @property
    def label(self) -> str:
        """A code for people; its words live with the caller."""

    @property
    def media_type(self) -> str:
        """The media type of its bytes."""

    @property
    def sheet(self) -> Sheet | None:
        """The size and margins of its paper; None for plain text."""

    @property
    def dots(self) -> int:
        """The width of the print head in dots; 0 if its bytes do not depend on one."""

    @property
    def profile(self) -> str:
        """The printer model that its bytes are for; `printers.profiles.UNKNOWN` if they suit every model."""

    def for_profile(self, profile: str) -> "Renderer":
        """The renderer for one printer model, named as in `printers.profiles`; itself if models make no difference."""

    def on_screen(self) -> "Renderer":
        """A renderer of the same width whose bytes a browser can show; itself if its bytes are such."""

    def is_usable(self, fonts: Fonts) -> bool:
        """Whether `render` can succeed with these fonts."""

    def what_is_wrong(self, fonts: Fonts) -> str | None:
        """A code for what keeps `render` from succeeding, or None."""

    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        """The slip as bytes, for any text in it. Raises NotPrinted if the fonts are missing."""

    def flush(self) -> bytes:
        """The bytes to send before a job when the job before it was cut off; empty if none are needed."""
