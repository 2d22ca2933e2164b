"""A mandate: a citizen's written consent that mediators of this town hall act for them, by theme, until a date."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.case import initials
from kiosk.domain.answers.signature import Signature
from kiosk.domain.language import spelling
from kiosk.domain.procedure.procedure import THEMES
from kiosk.domain.time import calendar

DURATIONS: Mapping[str, int] = {"SHORT": 1, "MONTH": 31, "SEMESTER": 182, "LONG": 365}
"""Length in days, including the day of signing; names and lengths of Aidants Connect."""
MANNERS = ("screen", "paper", "cannot-sign")
"""How it was agreed: signed on the screen, on two papers, or aloud before a witness by someone who cannot sign."""


class MandateMark(StrEnum):
    """What can happen to a mandate, once each."""

    SIGNED = "signed"
    REVOKED = "revoked"
    RENEWED = "renewed"
    EXPIRED = "expired"


OVER = (MandateMark.REVOKED, MandateMark.RENEWED, MandateMark.EXPIRED)
"""How a mandate ends; none of these is ever undone."""
REASONS = (*OVER, "not-signed", "not-started", "not-in-scope", "other-person", "day-unsure")
"""Why an action is not allowed under a mandate (context `outside-mandate` in translations)."""


class MandateGiver(Struct, frozen=True):
    """Who gives the mandate. `birth_date` is `YYYY-MM-DD`, or `YYYY`; `birth_name` is "" if it is the family name."""

    family_name: str
    given_names: str
    birth_date: str
    birth_name: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        """The name as documents write it: given names first."""
        return f"{self.given_names} {self.family_name}"

    @property
    def initials(self) -> str:
        return initials(self.given_names, self.family_name)


class Terms(Struct, frozen=True):
    """What the citizen is asked to agree to. `renewed_from` is the id of the mandate it replaces, "" for none."""

    person: MandateGiver
    themes: tuple[str, ...]
    duration: str
    manner: str
    witness: str = ""
    renewed_from: str = ""
    language: str = "fr"


class Mandate(Struct, frozen=True):
    """A mandate as made; immutable. `ends_on` is its last day; `mediator` the name of the mediator who made it."""

    id: str
    person: MandateGiver
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
        """The number that identifies it on a screen, in a print queue and aloud without naming the person."""
        return mandate_number(self.id)


class MandateUse(Struct, frozen=True):
    """One action under a mandate: the `action` (context `mandate-use`), the case it was for, when and by whom."""

    action: str
    reference: str
    procedure: str
    at: datetime
    mediator_id: str
    mediator: str


class MandateState(Struct, frozen=True):
    """The state of a mandate: whether it is signed, and how it ended (one of `OVER`, None while it lasts)."""

    signed: bool = True
    over: MandateMark | None = None

    def after(self, mark: MandateMark) -> "MandateState":
        """The state after something happened. Once ended, the first end is kept."""
        if mark == MandateMark.SIGNED:
            return replace(self, signed=True)
        return replace(self, over=self.over or mark)


def mandate_number(mandate_id: str) -> str:
    """The number of a mandate, from its id: « M-3FA2C9 »."""
    return f"M-{mandate_id[:6].upper()}"


def find_mandate_faults(terms: Terms, mediator: str) -> dict[str, str]:
    """Field to fault code (context `fault`) of what is missing or wrong; `mediator` is the name of who makes it."""
    by_field: dict[str, str] = {}
    person = terms.person
    for field in ("family_name", "given_names", "birth_date"):
        if not getattr(person, field):
            by_field[field] = "missing"
    if not terms.themes or not set(terms.themes) <= set(THEMES):
        by_field["themes"] = "missing"
    if terms.duration not in DURATIONS:
        by_field["duration"] = "missing"
    if terms.manner not in MANNERS:
        by_field["manner"] = "missing"
    if terms.manner == "cannot-sign":
        if not _words(terms.witness):
            by_field["witness"] = "missing"
        elif _words(terms.witness) == _words(mediator):
            by_field["witness"] = "witness-is-mediator"
        elif _words(terms.witness) in (_words(person.name), _words(f"{person.given_names} {person.birth_name}")):
            by_field["witness"] = "witness-is-person"
    return by_field


def make_mandate(terms: Terms, *, mandate_id: str, today: date, mediator_id: str, mediator: str, site: str) -> Mandate:
    """The mandate that these terms make, from today on: the terms are not checked (`find_mandate_faults`)."""
    return Mandate(
        id=mandate_id,
        person=terms.person,
        themes=tuple(theme for theme in THEMES if theme in terms.themes),
        duration=terms.duration,
        signed_on=today,
        ends_on=compute_mandate_end(today, terms.duration),
        manner=terms.manner,
        witness=spelling.clean_line(terms.witness) if terms.manner == "cannot-sign" else "",
        mediator_id=mediator_id,
        mediator=mediator,
        site=site,
        renewed_from=terms.renewed_from,
        language=terms.language,
    )


def compute_mandate_end(start: date, duration: str) -> date:
    """The last day of validity: a mandate of one day ends on the day it is signed."""
    # A wrong clock may stand near `date.max`: do not overflow.
    return start + min(timedelta(days=DURATIONS[duration] - 1), date.max - start)


def find_mandate_refusal(mandate: Mandate, theme: str, on: date, standing: MandateState) -> str:
    """Why the mandate does not allow this theme on this day: one of `REASONS`, "" if it does."""
    if standing.over:
        return standing.over
    if not standing.signed:
        return "not-signed"
    if on < mandate.signed_on:
        return "not-started"
    if on > mandate.ends_on:
        return MandateMark.EXPIRED
    return "" if theme in mandate.themes else "not-in-scope"


def compute_mandate_retention(mandate: Mandate, standing: MandateState, today: date, years: int) -> date:
    """The last day on which its papers are kept: `years` after its end, or tomorrow if it was never signed."""
    if not standing.signed:
        return min(today, date.max - timedelta(days=1)) + timedelta(days=1)
    # If the clock was too early when the mandate ended, `today` alone would destroy the proof at once.
    end = max(mandate.signed_on, min(mandate.ends_on, today)) if standing.over else mandate.ends_on
    return calendar.add_months(end, 12 * min(years, date.max.year - end.year))


def _words(name: str) -> list[str]:
    """The sorted words of a name, for comparing: « Roux Nadia » equals « Nadia Roux »."""
    return sorted(spelling.split_name(name))


def is_mandate_of(mandate: Mandate, family_name: str, given_names: str, birth_date: str = "") -> bool:
    """Whether the person with these names gave the mandate. Accents, capitals, hyphens and further given names do not
    matter; a birth date (or year) known on both sides must agree."""
    person = mandate.person
    families = {spelling.fold_letters(name) for name in (person.family_name, person.birth_name) if name}
    ours, theirs = spelling.split_name(person.given_names), spelling.split_name(given_names)
    shortest = min(len(birth_date), len(person.birth_date))
    same_birth = birth_date[:shortest] == person.birth_date[:shortest]
    return spelling.fold_letters(family_name) in families and bool(theirs) and ours[:1] == theirs[:1] and same_birth


def is_mandate_for(mandate: Mandate, names: Mapping[str, str], for_whom: str) -> bool:
    """Whether the person of the mandate may make the request of a case with these names (role to name). True if they
    are the person concerned, or the applicant for someone else, but not if they only help them."""
    given, birth = names.get("person.given_names", ""), names.get("person.birth_date", "")
    families = (names.get("person.used_name", ""), names.get("person.birth_name", ""))
    if any(is_mandate_of(mandate, family, given, birth) for family in families):
        return True
    applies = for_whom not in ("myself", "helped")
    return applies and is_mandate_of(
        mandate, names.get("applicant.family_name", ""), names.get("applicant.given_names", "")
    )


def is_giver_name(mandate: Mandate, name: str) -> bool:
    """Whether the typed name contains the person's family or birth name and first given name, in any order."""
    words = set(spelling.split_name(name))
    person = mandate.person
    given = spelling.split_name(person.given_names)[:1]
    return any(
        {*spelling.split_name(family), *given} <= words
        for family in (person.family_name, person.birth_name)
        if spelling.split_name(family)
    )


def matches_giver(mandate: Mandate, typed: str) -> bool:
    """Whether every typed word begins one of the person's names, or is a number of their birth date. The mandate's
    number matches too; empty text matches nothing."""
    if spelling.fold_letters(typed) == spelling.fold_letters(mandate.number):
        return True
    words = [
        word for part in re.split(r"[\s/.,'’\-]+", spelling.fold_digits(typed)) if (word := spelling.fold_letters(part))
    ]
    person = mandate.person
    names = spelling.split_name(f"{person.family_name} {person.birth_name} {person.given_names}")
    births = {part.lstrip("0") for part in person.birth_date.split("-")}
    return bool(words) and all(
        word.lstrip("0") in births if word.isdecimal() else any(name.startswith(word) for name in names)
        for word in words
    )


def pack_mandate(mandate: Mandate, signature: Signature | None) -> bytes:
    """The bytes of a mandate and of its signature on the screen, if any; `unpack_mandate` is the inverse."""
    drawn = signature.to_dict() if signature else None
    return msgspec.json.encode({"mandate": mandate, "signature": drawn})


def unpack_mandate(record: bytes) -> tuple[Mandate, Signature | None]:
    data = msgspec.json.decode(record)
    signature = Signature.from_dict(data["signature"]) if data["signature"] else None
    return msgspec.convert(data["mandate"], Mandate), signature
