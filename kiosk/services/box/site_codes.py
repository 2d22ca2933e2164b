"""The codes under which this box gives numbers: the town hall's, and a new one from a day on when the town changes.

The code under which the box is enrolled stays; only the start of new numbers changes, and old ones stay good.
"""

from datetime import date

from kiosk.settings import Settings


def code_on(settings: Settings, day: date) -> str:
    """The code that a number minted on a day (at the site) begins with."""
    changed = settings.new_site_code and settings.new_site_code_from
    return settings.new_site_code if changed and day.isoformat() >= settings.new_site_code_from else settings.site_code


def codes(settings: Settings) -> frozenset[str]:
    """Every code of this town hall: whatever day it is, a number that begins with one of them is its own."""
    return frozenset(filter(None, (settings.site_code, settings.new_site_code)))
