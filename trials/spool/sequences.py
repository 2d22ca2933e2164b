"""Runs the spool's state machine: random sequences of faults at a box, judged after every step."""

from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from kiosk.crypto import keys
from kiosk.services.box.box import Box
from tests.gallery.site.cast import PIN, every_service
from tests.gallery.site.gestures import submitted
from trials.spool import values
from trials.spool.machine import Spool
from trials.spool.simulated import Mortal
from trials.spool.stored import StoredHall


def run(box: Box, sequences: int) -> None:
    """That many sequences at this box, which is closed by its owner."""
    made = tuple(submitted(box) for _ in range(3))
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
    store = Mortal(box.settings.paths.database, keys.read_seed(box.settings.paths.database_key))
    hall_of = partial(StoredHall, box, store, made)
    try:
        _run(type("AtWork", (Spool,), {"hall_of": staticmethod(hall_of)}), sequences)
    finally:
        store.close()


def run_values(sequences: int) -> None:
    """That many sequences of print jobs as values, without a box and without a store."""
    _run(type("OfValues", (Spool,), {"hall_of": staticmethod(values.hall)}), sequences)


def _run(machine: type[Spool], sequences: int) -> None:
    few = settings(
        max_examples=sequences, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=few)
