"""What a site asks of a hub for somebody who holds a receipt, and what the hub tells: where their case is.

Nothing of it is stored at the site.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from kiosk.domain.events.wire.box_health import Reached
from kiosk.domain.events.wire.replies import Asked, Given, SilenceNow
from kiosk.domain.events.wire.statements import Statement
from kiosk.domain.events.wire.values import Count, Hash, Id, Maybe, Moment, Text, Version, WrittenId, matching, up_to

MOST_TURNS = 100


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
