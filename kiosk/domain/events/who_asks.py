"""Who makes a request, as its event says: the person, whoever acts or helps for them, and the curator who assists."""

from collections.abc import Mapping

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import Journey
from kiosk.domain.language.words import Words

ASSISTED = "assisted"
"""The value of `for_whom` for a person assisted by a curator."""


def roles_of(journey: Journey, french: Words) -> dict[str, str]:
    """Role to answer as a string; an answer of several parts (an address) on one line."""
    roles: dict[str, str] = {}
    for stop in journey.stops:
        for field in stop.fields:
            value = journey.values.get(field.id)
            if field.role and value is not None:
                parts = isinstance(value, Mapping)
                roles[field.role] = kind_of(field.kind).shown(field, value, french) if parts else str(value)
    return roles


def applicant(for_whom: str, roles: Mapping[str, str]) -> dict[str, str]:
    """The name of who makes the request: the person, or the applicant acting or helping for them.

    A person assisted by a curator makes their request themselves (C. civ. 467).
    """
    if for_whom in ("myself", ASSISTED):
        return {
            "family_name": roles.get("person.used_name") or roles.get("person.birth_name", ""),
            "given_names": roles.get("person.given_names", ""),
        }
    return {
        "family_name": roles.get("applicant.family_name", ""),
        "given_names": roles.get("applicant.given_names", ""),
    }


def assistance(for_whom: str, roles: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`{"assistance": names}` of the curator who assists the person and countersigns; otherwise an empty dict."""
    if for_whom != ASSISTED:
        return {}
    return {"assistance": {name: roles.get(f"curator.{name}", "") for name in ("family_name", "given_names")}}
