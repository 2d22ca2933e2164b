"""The interface of a renderer, which turns a slip into the bytes of a print job: same slip, same bytes."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from printers import profiles
from printers.fonts import Fonts
from printers.paper.sheet import Sheet
from printers.slip import Slip


@dataclass(frozen=True, slots=True)
class Renderer(ABC):
    """One format of bytes on one kind of paper.

    `kind` is its name in settings, unique among renderers. `sheet` is None for plain text. `dots` is the width of the
    print head, 0 if the bytes do not depend on one. `profile` is the printer model that the bytes are for.
    """

    kind: str
    sheet: Sheet | None
    media_type: str
    dots: int = 0
    profile: str = profiles.UNKNOWN

    def for_profile(self, profile: str) -> "Renderer":
        """The renderer for one printer model, named as in `printers.profiles`; itself if models make no difference."""
        return self

    def on_screen(self) -> "Renderer":
        """A renderer of the same width whose bytes a browser can show; itself if its bytes are such."""
        return self

    @abstractmethod
    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        """The slip as bytes, for any text in it. Raises NotPrinted("fonts-missing")."""

    def flush(self) -> bytes:
        """The bytes to send before a job when the job before it was cut off; empty if none are needed."""
        return b""
