"""Any sequence of faults: nothing lost, nothing double without DUPLICATA, no paper of two, none in an empty hall."""

import pytest

from kiosk.services.box.box import Box
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice
from tests.long_runs import how_many
from trials.spool.sequences import run

SEQUENCES = how_many(60, 1000)
"""`python -m trials.printing` runs as many as it is told, and counts."""


def test_whatever_happens_each_paper_comes_out_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((paper_printer, "for_job"), (printer_choice, "get")):
        monkeypatch.setattr(module, name, getattr(module, name))  # the machine puts its own there
    run(box, SEQUENCES)
