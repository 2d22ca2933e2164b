"""What Babel knows of a language, without the parts of it that are never asked for."""

from functools import cache
from typing import Any, cast

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global

_UNASKED = (
    "meta_zones",
    "time_zones",
    "zone_formats",
    "unit_display_names",
    "compound_unit_patterns",
    "interval_formats",
    "compact_currency_formats",
    "compact_decimal_formats",
)
_UNASKED_OF_ALL = "territory_languages", "territory_currencies", "territory_zones", "zone_territories", "meta_zones"
"""What Babel knows of the world beside its languages, and is never asked for: another 0.8 MB."""
_UNITS = tuple(f"duration-{unit}" for unit in ("second", "minute", "hour", "day", "week", "month", "year"))
"""The units of time that pages say (`format_timedelta`); Babel knows 200 units, from the acre to the yard."""


@cache
def locale(language: str) -> Locale | None:
    """The language's days, months, numbers and names; None where Babel does not know the language.

    Babel loads all that CLDR says of a language, and keeps it: 1.2 MB each, of which names of time zones, units and
    currencies are two thirds. `load` gives what Babel keeps, so that they are taken out of there, once.
    """
    try:
        known = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
    data = localedata.load(str(known))
    for part in _UNASKED:
        data.pop(part, None)
    if units := data.get("unit_patterns"):
        data["unit_patterns"] = {unit: units[unit] for unit in _UNITS if unit in units}
    for part in _UNASKED_OF_ALL:
        cast(dict[str, object], get_global(cast(Any, part))).clear()
    return known
