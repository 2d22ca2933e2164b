"""The box is killed at each moment of a print job: nothing is lost, and nothing comes out twice without saying so."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.services.box.box import Box, open_box
from kiosk.services.spool import print_queue
from kiosk.store import spool
from scripts.source import ROOT
from tests.gallery.paper.cups import Cups, Tray, wait_until
from tests.paper.hall import Hall, hall_with
from tests.paper.reading import of_pdf, of_roll
from tests.printers.receipt_printer import Listening

EPSON = "TM-T20II"
BOX = """
import sys, time
from pathlib import Path
from kiosk.services.spool import print_queue
from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from printers.carriers.ipp import Ipp
from printers.carriers import network
from printers.carriers.network import Network
from tests.gallery.site.cast import PIN, every_service

def here(*_):
    print("here", flush=True)
    time.sleep(60)

def and_then(carry):
    def both(*given):
        carry(*given)
        here()
    return both

def some(write):
    def first(line, data):
        sent = write(line, data[:900])
        if sent == 900:
            here()
        return sent
    return first

moment = sys.argv[2]
if moment == "claimed":
    print_queue.render = here
if moment == "try-written":
    Network.carry = here
if moment == "half-way":
    network._Tcp.write = some(network._Tcp.write)
if moment == "carried":
    Network.carry = and_then(Network.carry)
box = open_box(Settings(data=Path(sys.argv[1]), site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy"))
box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)
if moment == "pending":
    here()
print_queue.print_due_jobs(box)
here()
"""
"""A box that prints what is due and says at which moment it stands still."""


@contextmanager
def killed(box: Box, moment: str) -> Iterator[None]:
    """A box of this data folder prints, in a process of its own; it is killed at that moment, after the block."""
    command = [sys.executable, "-c", BOX, str(box.settings.data), moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None and process.stdout.readline().strip() == "here"
            yield
        finally:
            process.kill()


@pytest.fixture
def hall(box: Box, there: Listening) -> Iterator[Hall]:
    """A receipt printer with letters of its own, on the network; its loop has not begun."""
    with hall_with(box, "network", {"host": "127.0.0.1", "port": there.port}, "escpos-80", EPSON) as hall:
        hall.stops()
        yield hall


def begins_again(hall: Hall) -> None:
    """The box is opened after its end; what was going on is recovered, and the desk signs in."""
    hall.box = open_box(hall.box.settings, hall.box.clock)
    print_queue.recover_print_jobs(hall.box)
    hall.signs_in()
    print_queue.print_due_jobs(hall.box)


def marked(there: Listening) -> list[tuple[str, int]]:
    """The receipts that came out; what is cut before one that follows a doubt is blank."""
    results = [of_roll(paper, EPSON) for paper in there.printer.papers]
    return [paper.marked for paper in results if paper.words]


@pytest.mark.parametrize("moment", ["pending", "claimed"])
def test_killed_before_anything_is_handed_over_it_prints_the_original(
    hall: Hall, there: Listening, moment: str
) -> None:
    case = hall.submits()
    hall.box.store.close()
    with killed(hall.box, moment):
        assert not there.printer.papers
    begins_again(hall)
    hall.looks_on()
    assert hall.states == ["completed"]
    assert marked(there) == [(case.reference, 1)]


def test_killed_between_the_row_and_the_first_byte_it_asks(hall: Hall, there: Listening) -> None:
    case = hall.submits()
    hall.box.store.close()
    with killed(hall.box, "try-written"):
        pass
    begins_again(hall)
    assert hall.jobs == [("unknown", "interrupted")] and not there.printer.papers
    hall.says(came_out=False)
    hall.looks_on()
    assert marked(there) == [(case.reference, 2)], "a mark too many harms nobody"


@pytest.mark.parametrize("came_out", [False, True])
def test_killed_once_the_paper_is_out_and_before_it_is_noted_it_asks(
    hall: Hall, there: Listening, came_out: bool
) -> None:
    case = hall.submits()
    hall.box.store.close()
    with killed(hall.box, "carried"):
        pass
    begins_again(hall)
    assert hall.jobs == [("unknown", "interrupted")]
    hall.says(came_out)
    hall.looks_on()
    assert hall.states == ["completed"]
    again = [] if came_out else [(case.reference, 2)]
    assert marked(there) == [(case.reference, 1), *again]


def test_killed_half_way_no_line_is_on_the_paper_of_the_next(hall: Hall, there: Listening) -> None:
    first = hall.submits()
    hall.box.store.close()
    with killed(hall.box, "half-way"):
        wait_until(lambda: there.printer.heard > 900, "what has left")
    begins_again(hall)
    assert hall.states == ["unknown"]
    second = hall.submits()
    hall.looks_on()
    hall.says(came_out=False)
    hall.looks_on()
    assert hall.states == ["completed", "completed"]
    torn, whole, again = (of_roll(paper, EPSON) for paper in there.printer.papers)
    assert torn.words and not torn.said and second.reference not in torn.words
    assert whole.marked == (second.reference, 1) and first.reference not in whole.words
    assert again.marked == (first.reference, 2) and second.reference not in again.words


def test_killed_once_it_is_noted_it_prints_no_more(hall: Hall, there: Listening) -> None:
    case = hall.submits()
    hall.box.store.close()
    with killed(hall.box, "noted"):
        pass
    begins_again(hall)
    hall.looks_on()
    assert marked(there) == [(case.reference, 1)]


def test_killed_while_nobody_knows_it_asks_still(hall: Hall, there: Listening) -> None:
    there.printer.hangs_up_after = 900
    case = hall.submits()
    hall.box.store.close()
    with killed(hall.box, "noted"):
        pass
    begins_again(hall)
    hall.looks_on()
    assert hall.states == ["unknown"] and not there.printer.papers
    hall.says(came_out=False)
    hall.looks_on()
    assert (case.reference, 2) in marked(there) and (case.reference, 1) not in marked(there)


@pytest.mark.skipif(sys.platform != "linux", reason="CUPS is started as on Debian")
def test_killed_while_a_queue_holds_the_paper_it_comes_out_once(at_queue: Hall, cups: Cups, tray: Tray) -> None:
    at_queue.stops()
    tray.hold()
    case = at_queue.submits()
    at_queue.box.store.close()
    with killed(at_queue.box, "noted"):
        pass
    at_queue.box = open_box(at_queue.box.settings, at_queue.box.clock)
    (job,) = spool.select_recent_jobs(at_queue.box.store.read())
    assert job.state == "processing" and job.detail
    at_queue.starts()
    at_queue.signs_in()
    tray.let_go()
    at_queue.waits_for("completed")
    at_queue.looks_on()
    assert [of_pdf(paper).marked for paper in tray.papers] == [(case.reference, 1)]
