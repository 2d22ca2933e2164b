"""A box before a receipt printer on the network: what comes out is decoded and verified, whatever happens meanwhile."""

from collections.abc import Iterator

import pytest

from kiosk.domain.events.reference import format_reference
from kiosk.services.box.box import Box
from printers import profiles
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted_alone
from tests.paper.hall import Hall, hall_with
from tests.paper.reading import Receipt, of_roll
from tests.printers.receipt_printer import Listening, ReceiptPrinter

EPSON = "TM-T20II"
"""A model that has letters and a QR code of its own."""
MODELS = (profiles.UNKNOWN, EPSON)
HALF_WAY = {profiles.UNKNOWN: 30_000, EPSON: 900}
"""Bytes after which something of a receipt is on paper, and not all of it."""


both_models = pytest.mark.parametrize("model", MODELS)


@pytest.fixture
def model() -> str:
    """Nobody has named it, unless a test says so: every word and code is drawn."""
    return profiles.UNKNOWN


@pytest.fixture
def hall(box: Box, there: Listening, model: str) -> Iterator[Hall]:
    """What the town hall prints goes there, to a printer of that model."""
    with hall_with(box, "network", {"host": "127.0.0.1", "port": there.port}, "escpos-80", model) as hall:
        yield hall


def papers(printer: ReceiptPrinter, model: str) -> list[Receipt]:
    """What was cut, in order."""
    return [of_roll(paper, model) for paper in printer.papers]


def marked(printer: ReceiptPrinter, model: str) -> list[tuple[str, int]]:
    return [paper.marked for paper in papers(printer, model)]


@both_models
def test_the_receipts_of_two_citizens_come_out_one_after_the_other_and_each_verifies(
    hall: Hall, there: Listening, model: str
) -> None:
    cases = [hall.submits(), hall.submits()]
    hall.waits_for("completed", "completed")
    result = papers(there.printer, model)
    assert [row.reference for row in result] == [case.reference for case in cases]
    assert all(paper.is_genuine(hall.box) for paper in result)
    if model == EPSON:
        assert "".join(format_reference(cases[0].reference).split()) in result[0].words
        assert cases[1].reference not in result[0].words and cases[0].reference not in result[1].words
    hall.restarts()
    hall.looks_on()
    assert len(there.printer.papers) == 2


def test_a_printer_that_was_off_prints_once_it_is_on(hall: Hall, there: Listening, model: str) -> None:
    there.close()
    case = hall.submits()
    hall.until(lambda: hall.jobs == [("pending", "offline")], "the reason")
    hall.restarts()
    hall.until(lambda: hall.jobs == [("pending", "offline")], "the reason, once more")
    on = Listening(ReceiptPrinter(), there.port)
    try:
        hall.waits_for("completed")
        hall.looks_on()
        assert marked(on.printer, model) == [(case.reference, 1)]
    finally:
        on.close()


def test_a_printer_without_paper_prints_once_there_is_some(hall: Hall, there: Listening, model: str) -> None:
    there.printer.paper = False
    case = hall.submits()
    hall.until(lambda: hall.jobs == [("pending", "no-paper")], "the reason")
    there.printer.refill()
    hall.waits_for("completed")
    hall.looks_on()
    assert marked(there.printer, model) == [(case.reference, 1)]


@both_models
def test_paper_that_ends_within_a_receipt_is_put_in_and_the_receipt_seen(
    hall: Hall, there: Listening, model: str
) -> None:
    there.printer.paper_ends_after = HALF_WAY[model]
    case = hall.submits()
    hall.until(lambda: hall.jobs == [("unknown", "no-paper")], "a question to the desk")
    hall.restarts()
    assert hall.jobs == [("unknown", "no-paper")]
    there.printer.refill()
    hall.says(came_out=True)
    hall.looks_on()
    assert hall.states == ["completed"]
    assert marked(there.printer, model) == [(case.reference, 1)]


@both_models
@pytest.mark.parametrize("restarted", [False, True])
def test_a_cable_that_is_pulled_leaves_no_line_of_one_citizen_on_the_paper_of_the_next(
    hall: Hall, there: Listening, model: str, restarted: bool
) -> None:
    there.printer.hangs_up_after = HALF_WAY[model]
    first = hall.submits()
    hall.until(lambda: hall.jobs == [("unknown", "cut-off")], "a question to the desk")
    if restarted:
        hall.restarts()
        hall.until(lambda: hall.states == ["unknown"], "the same question")
    second = hall.submits()
    hall.until(lambda: hall.states == ["unknown", "completed"], "the paper of the next")
    hall.says(came_out=False)
    hall.waits_for("completed", "completed")
    hall.looks_on()
    torn, whole, again = papers(there.printer, model)
    assert torn.said == "" and second.reference not in torn.words
    assert whole.marked == (second.reference, 1) and first.reference not in whole.words
    assert again.reference == first.reference and second.reference not in again.words
    assert all(paper.is_genuine(hall.box) for paper in (whole, again))
    if model == EPSON:
        assert again.copy == 2, "DUPLICATA, whatever was said"


def test_a_printer_that_rests_for_three_seconds_prints_one_paper(hall: Hall, there: Listening, model: str) -> None:
    there.printer.stalls_at = HALF_WAY[model]
    case = hall.submits()
    hall.waits_for("completed")
    hall.looks_on()
    assert marked(there.printer, model) == [(case.reference, 1)]


def test_a_citizen_alone_who_leaves_a_printer_without_paper_leaves_nothing_behind(
    hall: Hall, there: Listening, model: str
) -> None:
    there.printer.paper = False
    alone = at_a_terminal(hall.box)
    submitted_alone(hall.box, alone)
    hall.until(lambda: hall.jobs == [("pending", "no-paper")], "the reason")
    leaves(hall.box, alone)
    hall.waits_for("canceled")
    there.printer.refill()
    case = hall.submits()
    hall.waits_for("canceled", "completed")
    assert marked(there.printer, model) == [(case.reference, 1)]


@both_models
def test_a_receipt_that_is_asked_for_again_is_a_duplicata(hall: Hall, there: Listening, model: str) -> None:
    case = hall.submits()
    for copies in (1, 2, 3):
        hall.waits_for(*["completed"] * copies)
        if copies < 3:
            hall.again(case)
    result = papers(there.printer, model)
    assert [row.reference for row in result] == [case.reference] * 3
    if model == EPSON:
        assert [paper.copy for paper in result] == [1, 2, 3]
