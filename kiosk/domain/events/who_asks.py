"""Who makes a request, as its event says: the person, whoever acts or helps for them, and the curator who assists."""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import Journey
from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.wire.people import Person
from kiosk.domain.events.wire.reading import Maybe
from kiosk.domain.language.words import Words

KINDS = (EventType.ACCESS, EventType.ERASURE)
ASSISTED = "assisted"
"""The value of `for_whom` for a person assisted by a curator."""


def make_event(kind: EventType, message: str = "", **place: Any) -> Event:
    """The event (docs/wire.md); `place` is what `make_added` takes. Raises `ValueError` for another kind."""
    if kind not in KINDS:
        raise ValueError(kind)
    return make_added(kind, {"message": message.strip()}, **place)


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


def applicant(for_whom: str, roles: Mapping[str, str]) -> Person:
    """The name of who makes the request: the person, or the applicant acting or helping for them.

    A person assisted by a curator makes their request themselves (C. civ. 467).
    """
    if for_whom in ("myself", ASSISTED):
        return Person(family_name=used_name(roles), given_names=roles.get("person.given_names", ""))
    return _named("applicant", roles)


def used_name(roles: Mapping[str, str]) -> str:
    """The family name that the person goes by."""
    return roles.get("person.used_name") or roles.get("person.birth_name", "")


def assistance(for_whom: str, roles: Mapping[str, str]) -> Maybe[Person]:
    """The curator who assists the person, and may countersign; otherwise `UNSET`."""
    return _named("curator", roles) if for_whom == ASSISTED else UNSET


def _named(who: str, roles: Mapping[str, str]) -> Person:
    return Person(family_name=roles.get(f"{who}.family_name", ""), given_names=roles.get(f"{who}.given_names", ""))
