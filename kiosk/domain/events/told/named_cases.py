"""What a site asks of a hub in the name of a mediator who seeks a person's cases, and what the hub tells.

Nothing of it is stored at the site.
"""

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct

from kiosk.domain.events.wire.statements import Statement
from kiosk.domain.events.wire.values import Id, Maybe, Moment, Signature, Text, Version, WrittenId, matching, up_to

MOST_CASES = 20
"""Cases that are told; whoever has more of them asks with a birth date or a telephone."""
MOST_SERVICES = 200


class AskedNamed(Statement, frozen=True, kw_only=True):
    """Who asks and for whom; the site signs it. `asked` is new each time, `mediator` the id of who asks at the site.

    A birth date or a telephone narrows a name, and is never enough alone.
    """

    version: Version
    asked: Id
    site: Annotated[str, up_to(4)]
    at: Moment
    mediator: Id
    services: Annotated[tuple[Annotated[str, up_to(64)], ...], Meta(min_length=1, max_length=MOST_SERVICES)]
    name: Annotated[str, up_to(100), Meta(min_length=2)]
    birth_date: Maybe[Annotated[str, matching(r"\d{4}(?:-\d{2}-\d{2})?")]] = UNSET
    phone: Maybe[Annotated[str, up_to(30)]] = UNSET


class SignedQuestion(Struct, frozen=True, kw_only=True):
    """An `AskedNamed` and the signature of the site that asks."""

    version: Version
    statement: Annotated[str, up_to(20_000)]
    signature: Signature


class NamedCase(Struct, frozen=True, kw_only=True):
    """One case, as much of it as tells the person from others: names, the year of birth, the procedure, the state.

    `applicant` is who asked for somebody else, "" where that is the same person.
    """

    reference: Text
    procedure: Text
    title: Text
    prepared: bool
    state: Text
    deposited: date
    person: Text
    birth_year: Text
    applicant: Text


class NamedCases(Statement, frozen=True, kw_only=True):
    """The newest cases found; `more`: there are others, and how many is not told. `asked` is the question's."""

    version: Version
    asked: WrittenId
    named: Annotated[tuple[NamedCase, ...], Meta(max_length=MOST_CASES)]
    more: bool
