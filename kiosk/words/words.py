"""Translate texts, codes, dates and numbers into one language, from the compiled catalogues.

Three gettext domains: `messages` (the French sentences of the templates), `procedures` (the French of the procedure
files) and `words` (codes; their French is a catalogue like any other). What is not translated is in French, never a
code; on pages it is marked as French, so that a screen reader says it as such (WCAG 3.1.2).
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.language.spelling import CLOSES, OPENS, Text
from kiosk.domain.places import countries
from kiosk.errors import ParvisError
from kiosk.paths import Paths
from kiosk.words import languages
from kiosk.words.languages import FRENCH, NOWHERE, find_locale, load_word_catalogue

_DAYS = {"minute": 1 / 1440, "day": 1, "month": 30, "year": 365}
"""Days of each unit, as Babel counts them."""
_NEVER = 1e9
"""A threshold that Babel never reaches, so that 18 months are not rounded to years."""


class Words(Struct, frozen=True):
    """Words for every code, text, day and number in one language; `plain` prefers plain variants. `own` is where a town
    hall keeps catalogues of its own; `marks` puts `OPENS` and `CLOSES` around French words that stand in for others.
    `staff`: they are read by those who work here."""

    language: str = FRENCH
    plain: bool = False
    zone: ZoneInfo = ZoneInfo("Europe/Paris")
    own: Path = NOWHERE
    marks: bool = False
    staff: bool = False

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return languages.find_direction(self.language)

    @property
    def marked(self) -> "Words":
        """A copy for pages, which marks untranslated words as French."""
        return replace(self, marks=True)

    @property
    def latin(self) -> bool:
        return languages.is_latin(self.language)

    def text(self, text: Text) -> str:
        """A text of a procedure file in this language; the French if it has no translation."""
        if not text:
            return ""
        french = (text.staff if self.staff else text.plain if self.plain else "") or text.text
        if self.language == FRENCH:
            return french
        texts = load_word_catalogue(self.language, "procedures", self.own)
        translated = texts.pgettext(text.context, french) or texts.pgettext(text.context, text.text)
        return str(translated) or self.in_french(french)

    def french(self, text: Text) -> str:
        """The French original, for someone helping in another language; "" if the words are French already."""
        return text.text if self.language != FRENCH and self.has_text(text) else ""

    def has_text(self, text: Text) -> bool:
        texts = load_word_catalogue(self.language, "procedures", self.own)
        return self.language == FRENCH or bool(texts.pgettext(text.context, text.text))

    def code(self, context: str, code: str, /, **values: Any) -> str:
        """The words for a code; `%(name)s` in them is filled from `values`."""
        words = str(load_word_catalogue(self.language, "words", self.own).pgettext(context, code))
        if words:
            return words % values if values else words
        words = str(load_word_catalogue(FRENCH, "words", self.own).pgettext(context, code))
        return self.in_french(words % values if values else words) if words else code

    def refused(self, refused: ParvisError) -> str:
        return self.code("refused", refused.code, **refused.details)

    def has(self, context: str, code: str) -> bool:
        return bool(load_word_catalogue(self.language, "words", self.own).pgettext(context, code))

    def group(self, context: str) -> dict[str, str]:
        """The words of every code of a context, by code: for what a page's scripts say."""
        return {code: self.code(context, code) for code in languages.list_codes(context)}

    def in_french(self, text: str) -> str:
        """French words within this language, between `OPENS` and `CLOSES` if `marks` is set."""
        return f"{OPENS}{text}{CLOSES}" if self.marks and self.language != FRENCH else text

    def day(self, day: date) -> str:
        """« 24 novembre 2026 », « 1er décembre 2026 »."""
        return self._full(day, "long")

    def month(self, day: date) -> str:
        """« Novembre 2026 »."""
        said = str(format_skeleton("yMMMM", day, locale=self._locale))
        return said[:1].upper() + said[1:]

    def near(self, day: date, today: date) -> str:
        """A day for lists: « 27 déc. », with its year where that is not this one's."""
        return str(format_skeleton("MMMd" if day.year == today.year else "yMMMd", day, locale=self._locale))

    def moment(self, moment: datetime) -> str:
        """A moment as the site's day and time: « mardi 24 novembre 2026 à 14:05 »."""
        local = moment.astimezone(self.zone)
        day = self._full(local.date(), "full")
        time = format_time(local.time(), "short", locale=self._locale)
        return self.code("moment", "day-and-time", day=day, time=time)

    def short(self, moment: datetime) -> str:
        """A moment for lists: « 24/11 14:05 »."""
        local = moment.astimezone(self.zone)
        hour = format_time(local.time(), "HH:mm", locale=self._locale)
        return f"{format_date(local.date(), 'dd/MM', locale=self._locale)} {hour}"

    def weekday(self, day: int) -> str:
        """« lundi » for 0."""
        return str(get_day_names("wide", "format", self._locale)[day])

    def hour(self, time: time) -> str:
        """« 9 h », « 14 h 30 »; as Babel writes it in other languages."""
        written = "short"
        if self.language == FRENCH:  # CLDR has « 09:00 » alone
            written = "H 'h' mm" if time.minute else "H 'h'"
        return str(format_time(time, written, locale=self._locale))

    def number(self, number: int | float) -> str:
        return str(format_decimal(number, locale=self._locale))

    def money(self, amount: str) -> str:
        """« 1 234,50 € »."""
        return str(format_currency(Decimal(amount), "EUR", locale=self._locale))

    def price(self, amount: str, paid: date | None = None) -> str:
        """What is paid at the desk, or the day on which that was noted: the sentence of every page and paper; "" where
        there is neither."""
        if paid:
            return self.code("price", "paid", day=self.day(paid))
        return self.code("price", "due", amount=self.money(amount)) if amount else ""

    def tongue(self, language: str) -> str:
        """The name of a language: « arabe »."""
        return languages.find_name_in_language(language, self.language)

    def country(self, code: str) -> str:
        """The name of a country: « Côte d’Ivoire »; the code if it is unknown."""
        return countries.list_country_names(self.language).get(code, code)

    def countries(self) -> Sequence[str]:
        """« Afghanistan », « Afrique du Sud » …"""
        return tuple(countries.list_country_names(self.language).values())

    def span(self, count: int, unit: Literal["minute", "day", "month", "year"]) -> str:
        """A length of time in one `unit`: « 30 jours », « 1 mois »."""
        # Not `format_unit`: it lacks the units of several languages, Arabic and Portuguese among them.
        whole = timedelta(days=count * _DAYS[unit])
        return str(format_timedelta(whole, granularity=unit, threshold=_NEVER, locale=self._locale))

    def listed(self, items: Sequence[str]) -> str:
        """« a, b et c »."""
        return str(format_list(list(items), locale=self._locale)) if items else ""

    @property
    def _locale(self) -> Locale:
        """What Babel knows of this language, and of French where it knows nothing."""
        return find_locale(self.language) or Locale(FRENCH)

    def _full(self, day: date, length: str) -> str:
        """A date in words; CLDR has no « 1er », which French wants for the first of a month."""
        text = str(format_date(day, length, locale=self._locale))
        return text.replace("1 ", "1er ", 1) if self.language == FRENCH and day.day == 1 else text


@lru_cache(maxsize=64)
def get_words(language: str, plain: bool, zone: ZoneInfo, paths: Paths, staff: bool) -> Words:
    """The words of a box, with what its town hall has of its own; the same object each time."""
    return Words(language, plain, zone, paths.translations, staff=staff)
