"""Whose mandate it is: told from the names of a case, from what a citizen says, from what a mediator searches."""

import re
from collections.abc import Mapping

from kiosk.domain import spelling
from kiosk.domain.mandate import Mandate


def is_of(mandate: Mandate, family_name: str, given_names: str, birth_date: str = "") -> bool:
    """Whether someone named so is the one who gave the mandate.

    Accents, capitals and hyphens do not count, nor do further given names; where a birth date (or its year alone) is
    known on both sides it has to agree.
    """
    person = mandate.person
    families = {spelling.bare(name) for name in (person.family_name, person.birth_name) if name}
    ours, theirs = spelling.words(person.given_names), spelling.words(given_names)
    shortest = min(len(birth_date), len(person.birth_date))
    same_birth = birth_date[:shortest] == person.birth_date[:shortest]
    return spelling.bare(family_name) in families and bool(theirs) and ours[:1] == theirs[:1] and same_birth


def is_for(mandate: Mandate, names: Mapping[str, str], for_whom: str) -> bool:
    """Whether a case with these names, by role, is one that the person of the mandate may ask for.

    They are the person concerned, or the applicant for someone else; whoever only helps them is neither.
    """
    given, birth = names.get("person.given_names", ""), names.get("person.birth_date", "")
    families = (names.get("person.used_name", ""), names.get("person.birth_name", ""))
    if any(is_of(mandate, family, given, birth) for family in families):
        return True
    applies = for_whom not in ("myself", "helped")
    return applies and is_of(mandate, names.get("applicant.family_name", ""), names.get("applicant.given_names", ""))


def is_named(mandate: Mandate, said: str) -> bool:
    """Whether what the citizen says is their name: a family name and the first given name, in either order."""
    words = set(spelling.words(said))
    person = mandate.person
    given = spelling.words(person.given_names)[:1]
    return any(
        {*spelling.words(family), *given} <= words
        for family in (person.family_name, person.birth_name)
        if spelling.words(family)
    )


def matches(mandate: Mandate, typed: str) -> bool:
    """Whether every word typed begins one of the person's names, or is a number of their birth date.

    The number of the mandate alone finds it too; nothing typed finds nothing.
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
