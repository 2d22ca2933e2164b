"""Any sequence of faults: nothing lost, nothing double without DUPLICATA, no paper of two, none in an empty hall."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from kiosk import keys
from kiosk.services import printers
from kiosk.services.box import Box
from tests.cast import PIN, every_service
from tests.gestures import submitted
from tests.services.simulated import Mortal
from tests.services.spool_machine import Spool

SEQUENCES = 60
"""`python -m scripts.printing` runs a thousand."""


def test_whatever_happens_each_paper_comes_out_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("for_job", "get"):
        monkeypatch.setattr(printers, name, getattr(printers, name))  # the machine puts its own there
    run(box, SEQUENCES)


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
