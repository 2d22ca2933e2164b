"""The paper receipt of the journey, and what the terminal's camera is shown."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.gallery.site.strange_files import picture
from trials.one_case.town import sheets
from trials.touches.scene import Scene

_TRIES = 300
_PAUSE_MS = 200


def printed(scene: Scene, wait: Callable[[float], None]) -> Path:
    """The receipt, once it is printed; `wait` lets milliseconds pass."""
    for _ in range(_TRIES):
        if found := sheets(scene):
            return found[0]
        wait(_PAUSE_MS)
    raise AssertionError("nothing was printed")


def code_of(words: str) -> str:
    """The follow code that a receipt says: ten characters in groups."""
    found = re.search(r"[Cc]ode de suivi\s*:?\s*((?:[0-9A-Z]+[ \u00a0\u202f-]?)+)", words)
    if found is None:
        raise AssertionError(words)
    return found[1].strip()


def photo() -> Image.Image:
    """A paper before the camera."""
    return Image.open(BytesIO(picture("JPEG", size=(640, 360))))
