"""The fonts for paper that are shipped with this program."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from printers.fonts import Fonts


@cache
def load_paper_fonts() -> Fonts:
    """Loaded once."""
    return Fonts(Path(str(files("kiosk.static"))) / "vendor" / "ttf")
