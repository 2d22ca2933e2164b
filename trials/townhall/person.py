"""What one person answers to the birth certificate, and what that means at the hub; no two people are the same."""

import random
from dataclasses import dataclass

PROCEDURE = "birth-certificate"
RENNES = "35238"
"""The INSEE code of the town where everybody here was born."""
_LETTERS = "BCDFGHJKLM"
Typed = dict[str, str]
"""The controls of one step's form, name to value."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is typed in each step of the procedure."""

    name: str
    steps: dict[str, Typed]


def person(number: int, dice: random.Random) -> Person:
    """The person of that number: the name says it in letters, so that a case at the hub tells whose it is."""
    name = "MARTIN" + "".join(_LETTERS[int(digit)] for digit in f"{number:06d}")
    phone = f"06 12 {dice.randint(10, 99)} 56 78"
    steps: dict[str, Typed] = {
        "for-whom": {"f.for_whom": "myself"},
        "copy": {"f.copy_type": "full", "f.copies": str(dice.randint(1, 10))},
        "person": {"f.birth_name": name, "f.given_names": "Zoé Anne"},
        "birth": {
            "f.birth_date.day": str(dice.randint(1, 28)),
            "f.birth_date.month": str(dice.randint(1, 12)),
            "f.birth_date.year": str(dice.randint(1955, 2000)),  # a record of 75 years asks nobody for a paper
            "f.birth_town": "Rennes",
        },
        "parents": {
            "f.parent_1_name": "Roux",
            "f.parent_1_given_name": "Léa",
            "f.parent_2_name": "Petit",
            "f.parent_2_given_name": "Hugo",
        },
        "delivery": {"f.delivery": "counter"},
        "contact": {"f.phone": phone, "f.email": f"n{number}@example.org"},
        "papers": {"f.identity_shown": dice.choice(("seen", "to_bring"))},
    }
    return Person(name, steps)


def meaning(typed: Typed) -> dict[str, object]:
    """Field to value as an event carries it; written down here once more, so that the product does not judge itself."""
    means: dict[str, object] = {}
    for control, text in typed.items():
        _, field, *part = control.split(".")
        if not part:
            means[field] = {"name": text, "insee": RENNES} if field == "birth_town" else text
        elif part == ["day"]:
            year, month = typed[f"f.{field}.year"], typed[f"f.{field}.month"]
            means[field] = f"{year}-{int(month):02d}-{int(text):02d}"
    if "copies" in means:
        means["copies"] = int(str(means["copies"]))
    if "phone" in means:
        means["phone"] = "+33" + str(means["phone"]).replace(" ", "")[1:]
    return means
