"""Whether a mandate belongs to a person, by the names of a case, of a citizen, or of a mediator's search."""

import re
from collections.abc import Mapping

from kiosk.domain.language import spelling
from kiosk.domain.mandates.mandate import Mandate


def is_of(mandate: Mandate, family_name: str, given_names: str, birth_date: str = "") -> bool:
    """Whether the person with these names gave the mandate.

    Accents, capitals, hyphens and further given names do not matter; a birth date (or year) known on both sides must
    agree.
    """
    person = mandate.person
    families = {spelling.bare(name) for name in (person.family_name, person.birth_name) if name}
    ours, theirs = spelling.words(person.given_names), spelling.words(given_names)
    shortest = min(len(birth_date), len(person.birth_date))
    same_birth = birth_date[:shortest] == person.birth_date[:shortest]
    return spelling.bare(family_name) in families and bool(theirs) and ours[:1] == theirs[:1] and same_birth


def is_for(mandate: Mandate, names: Mapping[str, str], for_whom: str) -> bool:
    """Whether the person of the mandate may make the request of a case with these names (role to name).

    True if they are the person concerned, or the applicant for someone else, but not if they only help them.
    """
    given, birth = names.get("person.given_names", ""), names.get("person.birth_date", "")
    families = (names.get("person.used_name", ""), names.get("person.birth_name", ""))
    if any(is_of(mandate, family, given, birth) for family in families):
        return True
    applies = for_whom not in ("myself", "helped")
    return applies and is_of(mandate, names.get("applicant.family_name", ""), names.get("applicant.given_names", ""))


def is_named(mandate: Mandate, name: str) -> bool:
    """Whether the typed name contains the person's family or birth name and first given name, in any order."""
    words = set(spelling.words(name))
    person = mandate.person
    given = spelling.words(person.given_names)[:1]
    return any(
        {*spelling.words(family), *given} <= words
        for family in (person.family_name, person.birth_name)
        if spelling.words(family)
    )


def matches(mandate: Mandate, typed: str) -> bool:
    """Whether every typed word begins one of the person's names, or is a number of their birth date.

    The mandate's number matches too; empty text matches nothing.
    """
    if spelling.bare(typed) == spelling.bare(mandate.number):
        return True
    words = [word for part in re.split(r"[\s/.,'’\-]+", spelling.digits(typed)) if (word := spelling.bare(part))]
    person = mandate.person
    names = spelling.words(f"{person.family_name} {person.birth_name} {person.given_names}")
    births = {part.lstrip("0") for part in person.birth_date.split("-")}
    return bool(words) and all(
        word.lstrip("0") in births if word.isdecimal() else any(name.startswith(word) for name in names)
        for word in words
    )
