"""What a site asks of a hub for somebody who holds a receipt, and what the hub tells: where their case is.

Nothing of it is stored at the site.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from kiosk.domain.events.wire.box_health import Reached
from kiosk.domain.events.wire.reading import (
    Count,
    Hash,
    Id,
    Maybe,
    Moment,
    Text,
    Version,
    WrittenId,
    matching,
    up_to,
)
from kiosk.domain.events.wire.replies import Asked, Given, SilenceNow
from kiosk.domain.events.wire.statements import Statement

MOST_CASES = 20
"""Cases that are told; whoever has more of them asks with a birth date or a telephone."""
MOST_SERVICES = 200
MOST_TURNS = 100


class AskedNamed(Struct, frozen=True, kw_only=True):
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


class AskedWhereabouts(Struct, frozen=True, kw_only=True):
    """Whoever holds a receipt shows its proof, or types its number and its code, of which the hash travels.

    `asked` is new each time. `birth_date` opens the words that the service wrote itself.
    """

    version: Version
    asked: Id
    reference: Annotated[str, up_to(40)] | UnsetType = UNSET
    follow_sha256: Hash | UnsetType = UNSET
    proof: Annotated[str, up_to(600)] | UnsetType = UNSET
    birth_date: Annotated[str, matching(r"\d{4}(?:-\d{2}-\d{2})?")] | UnsetType = UNSET


class ToldTurn(Struct, frozen=True, kw_only=True):
    """A state that the service gave the case."""

    at: Moment
    day: date
    state: Text
    papers_by: date | None


class ToldAddition(Struct, frozen=True, kw_only=True):
    """Something was added to the case."""

    at: Moment
    day: date


class Whereabouts(Statement, frozen=True, kw_only=True):
    """Where a case is, for whoever holds its receipt; `asked` is the question's.

    `title`, `service`, `phone` and `silence` are empty once the contents were erased. `papers` are those asked for that
    nobody has brought yet; `unanswered` counts those of the last request, null where it named none. `words` are the
    service's own, told with the birth date alone, as papers in free words are; `locked`: some were not told. `said_in`
    are those words in other languages, where a template has them. With them go the `author` of a decision, with their
    quality, and its `document`. `reached` is how the `town_hall` is, where its box said it.
    """

    version: Version
    asked: WrittenId
    reference: Text
    town_hall: Text
    procedure: Text
    title: Text
    service: Text
    phone: Text
    prepared: bool
    deposited: date
    received: date
    withdrawn: date | None
    turns: Annotated[tuple[ToldTurn, ...], Meta(max_length=MOST_TURNS)]
    additions: Annotated[tuple[ToldAddition, ...], Meta(max_length=MOST_TURNS)]
    silence: SilenceNow | None
    papers: tuple[Asked, ...]
    unanswered: Count | None
    locked: bool
    words: Text
    said_in: dict[str, Text] | UnsetType = UNSET
    author: Text | UnsetType = UNSET
    document: Given | UnsetType = UNSET
    reached: Reached | UnsetType = UNSET


class NoWhereabouts(Statement, frozen=True, kw_only=True):
    """No case has this number and this code, or nothing is proven: which of them is not told.

    `replaced`: the receipt is genuine, and was lost; the one that was given in its place opens the case.
    """

    version: Version
    asked: WrittenId
    unknown: Literal[True] = True
    replaced: Maybe[Literal[True]] = UNSET
