"""Rows about people and screens: their columns become attributes of exact types."""

from kiosk.clock import stamp
from kiosk.domain.keys.factor_kind import FactorKind
from kiosk.domain.screen.station import StationRole
from kiosk.store.people.people_rows import KeptStation, ListedMediator, RecoverySheet
from tests.store.conftest import NOON, later


def test_a_mediator_is_listed_with_yes_and_no_for_1_and_0() -> None:
    row = {"id": "m", "login": "nadia", "name": "Nadia", "administrator": 1, "factor": "badge", "wrong_tries": 2}
    assert ListedMediator.read(row) == ListedMediator("m", "nadia", "Nadia", True, FactorKind.BADGE, 2)


def test_a_recovery_sheet_may_be_one_that_nobody_has_typed_back() -> None:
    row = {"public": b"public", "made_at": stamp(NOON), "verified_at": None}
    assert RecoverySheet.read(row) == RecoverySheet(b"public", NOON, None)
    assert RecoverySheet.read(row | {"verified_at": stamp(later(1))}).verified_at == later(1)


def test_a_station_has_a_role() -> None:
    row = {"id": "s", "role": "terminal", "name": "Borne", "mm_per_px": 0.25, "distance_mm": 600}
    assert KeptStation.read(row) == KeptStation("s", StationRole.TERMINAL, "Borne", 0.25, 600)
