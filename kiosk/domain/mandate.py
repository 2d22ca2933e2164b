"""A mandate: a citizen's written consent that mediators of this town hall act for them, in some themes, until a day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kiosk.domain import months, spelling
from kiosk.domain.names import initials
from kiosk.domain.procedure import THEMES
from kiosk.errors import Refused

DURATIONS: Mapping[str, int] = {"SHORT": 1, "MONTH": 31, "SEMESTER": 182, "LONG": 365}
"""Days, the one it is signed on counted; names and lengths of Aidants Connect."""
MANNERS = ("screen", "paper", "cannot-sign")
"""Signed on the screen, on two papers, or agreed to aloud before a witness by someone who cannot sign."""
OVER = ("revoked", "renewed", "expired")
"""How a mandate ends; none of them is ever taken back."""
REASONS = (*OVER, "not-signed", "not-started", "not-in-scope", "other-person", "day-unsure")
"""Why something may not be done under a mandate (context `outside-mandate` in translations)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who gives the mandate. `birth_date` is `YYYY-MM-DD`, or `YYYY`; `birth_name` is "" where it is the same."""

    family_name: str
    given_names: str
    birth_date: str
    birth_name: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        """As papers say it: given names first."""
        return f"{self.given_names} {self.family_name}"

    @property
    def initials(self) -> str:
        """« J. M. », for lists that others may see."""
        return initials(self.given_names, self.family_name)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the citizen agrees to, before it is signed. `renewed_from` is the id of the mandate it replaces."""

    person: Person
    themes: tuple[str, ...]
    duration: str
    manner: str
    witness: str = ""
    renewed_from: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate as it was made; it never changes. `ends_on` is its last day; `mediator` the name of who made it."""

    id: str
    person: Person
    themes: tuple[str, ...]
    duration: str
    signed_on: date
    ends_on: date
    manner: str
    witness: str
    mediator_id: str
    mediator: str
    site: str
    renewed_from: str
    language: str

    @property
    def number(self) -> str:
        """What tells it from others on a screen, in a print queue and aloud; it says nothing of anyone."""
        return number_of(self.id)


@dataclass(frozen=True, slots=True)
class Use:
    """Something done under a mandate: the `action` (context `mandate-use`), the case it was done for, and by whom."""

    action: str
    reference: str
    procedure: str
    at: datetime
    mediator_id: str
    mediator: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a mandate: whether it is signed, and how it ended (one of `OVER`, "" while it lasts)."""

    signed: bool = True
    over: str = ""

    def after(self, action: str) -> "Standing":
        """What it is once this happened to it: `signed` or one of `OVER`. The first end stays the end."""
        if action == "signed":
            return replace(self, signed=True)
        return replace(self, over=self.over or action) if action in OVER else self


def number_of(mandate_id: str) -> str:
    """The number of the mandate of that id: « M-3FA2C9 »."""
    return f"M-{mandate_id[:6].upper()}"


def faults(terms: Terms, mediator: str) -> dict[str, str]:
    """What is missing or wrong, by field: codes of the context `fault`. `mediator` is the name of who makes it."""
    found: dict[str, str] = {}
    person = terms.person
    for field in ("family_name", "given_names", "birth_date"):
        if not getattr(person, field):
            found[field] = "missing"
    if not terms.themes or not set(terms.themes) <= set(THEMES):
        found["themes"] = "missing"
    if terms.duration not in DURATIONS:
        found["duration"] = "missing"
    if terms.manner not in MANNERS:
        found["manner"] = "missing"
    if terms.manner == "cannot-sign":
        if not _words(terms.witness):
            found["witness"] = "missing"
        elif _words(terms.witness) == _words(mediator):
            found["witness"] = "witness-is-mediator"
        elif _words(terms.witness) in (_words(person.name), _words(f"{person.given_names} {person.birth_name}")):
            found["witness"] = "witness-is-person"
    return found


def made(terms: Terms, *, mandate_id: str, today: date, mediator_id: str, mediator: str, site: str) -> Mandate:
    """The mandate that begins today. Raises `Refused("bad-mandate")` where `faults` finds any."""
    if faults(terms, mediator):
        raise Refused("bad-mandate")
    return agreed(terms, mandate_id=mandate_id, today=today, mediator_id=mediator_id, mediator=mediator, site=site)


def agreed(
    terms: Terms, *, mandate_id: str, today: date, mediator_id: str, mediator: str, site: str
) -> Mandate:  # fmt: skip
    """The mandate that these terms would make, to be read before it is signed; who signs may not be known yet."""
    return Mandate(
        id=mandate_id,
        person=terms.person,
        themes=tuple(theme for theme in THEMES if theme in terms.themes),
        duration=terms.duration,
        signed_on=today,
        ends_on=ends_on(today, terms.duration),
        manner=terms.manner,
        witness=spelling.line(terms.witness) if terms.manner == "cannot-sign" else "",
        mediator_id=mediator_id,
        mediator=mediator,
        site=site,
        renewed_from=terms.renewed_from,
        language=terms.language,
    )


def ends_on(start: date, duration: str) -> date:
    """The last day, which still counts: a mandate of one day ends on the day it is signed."""
    # A clock that went mad may stand at the end of all dates.
    return start + min(timedelta(days=DURATIONS[duration] - 1), date.max - start)


def refusal(mandate: Mandate, theme: str, on: date, standing: Standing) -> str:
    """Why nothing of this theme may be done under the mandate on this day: one of `REASONS`, "" where it may."""
    if standing.over:
        return standing.over
    if not standing.signed:
        return "not-signed"
    if on < mandate.signed_on:
        return "not-started"
    if on > mandate.ends_on:
        return "expired"
    return "" if theme in mandate.themes else "not-in-scope"


def covers(mandate: Mandate, theme: str, on: date, standing: Standing) -> bool:
    """Whether something of this theme may be done under the mandate on this day."""
    return not refusal(mandate, theme, on, standing)


def kept_until(mandate: Mandate, standing: Standing, today: date, years: int) -> date:
    """The last day on which its papers are kept: `years` after its end, or tomorrow for one that nobody signed."""
    if not standing.signed:
        return min(today, date.max - timedelta(days=1)) + timedelta(days=1)
    # A clock that stood too early when it ended would destroy the proof at once.
    end = max(mandate.signed_on, min(mandate.ends_on, today)) if standing.over else mandate.ends_on
    return months.after(end, 12 * min(years, date.max.year - end.year))


def _words(name: str) -> list[str]:
    """A name to compare: « Roux Nadia » is « Nadia Roux »."""
    return sorted(spelling.words(name))
