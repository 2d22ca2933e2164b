"""Runs the spool's state machine: random sequences of faults at a box, judged after every step."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from gallery.site.cast import PIN, every_service
from gallery.site.gestures import submitted
from kiosk.crypto import keys
from kiosk.services.box.box import Box
from trials.spool.machine import Spool
from trials.spool.simulated import Mortal


def run(box: Box, sequences: int) -> None:
    """That many sequences at this box, which is closed by its owner."""
    made = tuple(submitted(box) for _ in range(3))
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
    key = keys.read_seed(box.settings.paths.database_key)
    store = Mortal(box.settings.paths.database, key)
    at_work = type("AtWork", (Spool,), {"box": replace(box, store=store), "submitted": made})
    few = settings(
        max_examples=sequences, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        run_state_machine_as_test(at_work, settings=few)
    finally:
        store.close()
