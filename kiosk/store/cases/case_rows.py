"""Rows of the queries about cases, as `cases` gives them to services and screens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from msgspec import Struct

from kiosk.clock import moment
from kiosk.domain.procedure.notice import Channel
from kiosk.domain.procedure.procedure import ProcedureKind


class CaseStanding(Struct, frozen=True):
    """Where a case stands, computed from what happened; `reference` is "" and `kind` None for a draft.

    `state` equals a `CaseState`, or is the word of a newer hub. `unsent` counts events the hub has not answered.
    `mendable`: the hub refused the case itself, so that its answers may be changed.
    """

    case_id: str
    reference: str
    kind: ProcedureKind | None
    state: str
    unsent: int
    mendable: bool

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of the view `case_states`."""
        named = {"reference": row["reference"] or "", "kind": ProcedureKind(row["kind"]) if row["kind"] else None}
        return cls(**row | named | {"mendable": bool(row["mendable"])})


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """What a case says of itself without its key."""

    id: str
    procedure_id: str
    procedure_version: int
    procedure_sha256: str
    service_id: str
    channel: Channel
    language: str
    plain: bool
    mediator_id: str
    station_id: str
    opened_at: datetime
    changed_at: datetime

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns of `cases`, and of those that a subclass adds."""
        moments = {name: moment(row[name]) for name in ("opened_at", "changed_at")}
        return cls(**row | moments | {"plain": bool(row["plain"]), "channel": Channel(row["channel"])})


@dataclass(frozen=True, slots=True)
class CaseHead(CaseColumns):
    """What is known of a case without its key. `emptied_at` is when its answers were destroyed."""

    discarded_at: datetime | None
    emptied_at: datetime | None

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns of `cases`."""
        ends = {name: moment(row[name]) if row[name] else None for name in ("discarded_at", "emptied_at")}
        return super(CaseHead, cls).read(row | ends)


@dataclass(frozen=True, slots=True)
class LockedCase(CaseColumns):
    """A case whose `answers` are locked under its data key; for a draft of the list, also how to open it.

    `wrapped` is the data key, sealed to the service `holder`. `note` is what was noted when the draft was set aside,
    locked as well, None where it was not.
    """

    answers: bytes = field(repr=False)
    note: bytes | None = field(default=None, repr=False)
    holder: str = ""
    wrapped: bytes = field(default=b"", repr=False)


class OpenableCase(Struct, frozen=True):
    """A case whose key is there for who asks; `state` as in `CaseStanding`."""

    id: str
    procedure_id: str
    state: str


class SubmittedCase(Struct, frozen=True):
    """A line of the list of submitted cases; `state` and `unsent` as in `CaseStanding`."""

    id: str
    procedure_id: str
    service_id: str
    channel: Channel
    reference: str
    state: str
    unsent: int
    submitted_at: datetime

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of `submissions` with its case and its state."""
        return cls(**row | {"submitted_at": moment(row["submitted_at"]), "channel": Channel(row["channel"])})


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case and whose it is; `names` is locked, empty while nobody is named; `reference` is "" for a draft.

    `changed_at` is the stamp from which the next look goes on.
    """

    id: str
    names: bytes = field(repr=False)
    changed_at: str
    reference: str

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of `cases` with the reference of its submission."""
        return cls(**row | {"reference": row["reference"] or ""})
