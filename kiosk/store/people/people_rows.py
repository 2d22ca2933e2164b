"""Rows of the queries about people and screens, as `people` gives them to services and screens."""

from datetime import datetime
from typing import Any, Self

from msgspec import Struct

from kiosk.clock import moment
from kiosk.domain.keys.factor_kind import FactorKind
from kiosk.domain.screen.station import StationRole


class ListedMediator(Struct, frozen=True):
    """A mediator without their keys; `wrong_tries` are those since the last right one."""

    id: str
    login: str
    name: str
    administrator: bool
    factor: FactorKind
    wrong_tries: int

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns of `mediators`, with the count of wrong tries."""
        return cls(**row | {"administrator": bool(row["administrator"]), "factor": FactorKind(row["factor"])})


class RecoverySheet(Struct, frozen=True):
    """The recovery sheet in the safe: its public key, and when somebody last typed its words back, None for never."""

    public: bytes
    made_at: datetime
    verified_at: datetime | None

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From the row of `recovery`."""
        verified = row["verified_at"]
        return cls(row["public"], moment(row["made_at"]), moment(verified) if verified else None)


class KeptStation(Struct, frozen=True):
    """A screen; `name` is "" where it has none, `mm_per_px` and `distance_mm` are 0 where it was not measured."""

    id: str
    role: StationRole
    name: str
    mm_per_px: float
    distance_mm: int

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns of `stations`."""
        return cls(**row | {"role": StationRole(row["role"])})
