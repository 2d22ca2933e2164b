"""Any sequence of faults: nothing lost, nothing double without DUPLICATA, no paper of two, none in an empty hall."""

from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from kiosk.crypto import keys
from kiosk.services.box.box import Box
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice
from tests.gallery.site.cast import PIN, every_service
from tests.gallery.site.gestures import submitted
from tests.long_runs import how_many
from tests.services.simulated_printer import Mortal
from tests.services.spool_hall import StoredHall
from tests.services.spool_machine import Spool

FEW = settings(
    max_examples=how_many(60, 1000), stateful_step_count=25, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_whatever_happens_each_paper_comes_out_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((paper_printer, "for_job"), (printer_choice, "get")):
        monkeypatch.setattr(module, name, getattr(module, name))  # the machine puts its own there
    made = tuple(submitted(box) for _ in range(3))
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
    store = Mortal(box.settings.paths.database, keys.read_seed(box.settings.paths.database_key))
    hall_of = partial(StoredHall, box, store, made)
    try:
        run_state_machine_as_test(type("AtWork", (Spool,), {"hall_of": staticmethod(hall_of)}), settings=FEW)
    finally:
        store.close()
