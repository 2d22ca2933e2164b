"""Where the communes are that complete an address, and which of them are this site's neighbours."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.services.box.box import Box
from kiosk.store.places.address_completion import Communes


def places_of(box: Box) -> Places:
    """All communes, those of this site's department first; none in a tree that was never built."""
    return places_near(box.settings.site_address, box.settings.commune)


def places_near(address: str, served: tuple[str, ...] = ()) -> Places:
    """All communes, those of the department of an address first; none in a tree that was never built.

    `served` are the INSEE codes of the site's communes.
    """
    code = re.search(r"\b\d{5}\b", address, re.ASCII)
    return Communes(communes_file(), code[0] if code else "", served) if communes_file().is_file() else NOWHERE


@cache
def communes_file() -> Path:
    """The file that the build makes; `/static` serves none of its kind."""
    return Path(str(files("kiosk.static"))) / "vendor" / "communes.sqlite"
