"""What one person answers to the birth certificate, and what that means at the hub; no two people are the same."""

import random
from dataclasses import dataclass

PROCEDURE = "birth-certificate"
_LETTERS = "BCDFGHJKLM"
Typed = dict[str, str]
"""The controls of one step's form, name to value."""


@dataclass(frozen=True, slots=True)
class Person:
    """Steps of the procedure with what is typed in each, and the meaning of each field."""

    name: str
    steps: dict[str, Typed]
    values: dict[str, object]


def person(number: int, dice: random.Random) -> Person:
    """The person of that number: the name says it in letters, so that a case at the hub tells whose it is."""
    name = "MARTIN" + "".join(_LETTERS[int(digit)] for digit in f"{number:06d}")
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1930, 2000)
    copies, phone = dice.randint(1, 10), f"06 12 {dice.randint(10, 99)} 56 78"
    document = dice.choice(("seen", "to_bring"))
    steps: dict[str, Typed] = {
        "for-whom": {"f.for_whom": "myself"},
        "copy": {"f.copy_type": "full", "f.copies": str(copies)},
        "person": {"f.birth_name": name, "f.given_names": "Zoé Anne"},
        "birth": {
            "f.birth_date.day": str(day), "f.birth_date.month": str(month), "f.birth_date.year": str(year),
            "f.birth_town": "Saint-Aubin",
        },
        "parents": {
            "f.parent_1_name": "Roux", "f.parent_1_given_name": "Léa", "f.parent_2_name": "Petit",
            "f.parent_2_given_name": "Hugo",
        },
        "delivery": {"f.delivery": "counter"},
        "contact": {"f.phone": phone, "f.email": f"n{number}@example.org"},
        "papers": {"f.identity_shown": document},
    }  # fmt: skip
    values: dict[str, object] = {
        "copy_type": "full", "copies": copies, "birth_name": name, "given_names": "Zoé Anne",
        "birth_date": f"{year}-{month:02d}-{day:02d}", "birth_town": "Saint-Aubin", "parent_1_name": "Roux",
        "parent_1_given_name": "Léa", "parent_2_name": "Petit", "parent_2_given_name": "Hugo", "delivery": "counter",
        "phone": "+33" + phone.replace(" ", "")[1:], "email": f"n{number}@example.org", "identity_shown": document,
    }  # fmt: skip
    return Person(name, steps, values)
