"""The queues of CUPS and the printers that announce themselves are offered with the settings that reach them.
Jobs of ours are found by their names among those of others, the newest first.
"""

import subprocess
import sys

import pytest

from printers.carriers.ipp import Ipp, Queue, RefusedThere, has_document, number_of
from printers.discovery import nearby
from printers.ipp.client import Peer
from tests.gallery.paper.cups import Cups, Tray, free_port, program
from tests.printers.test_slip import announced

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="CUPS is started as on Debian")


def test_a_queue_is_found_and_prints(cups: Cups, queue: str, tray: Tray, receipt: bytes) -> None:
    (result,) = nearby.find_queues(f"ipp://localhost:{cups.port}/")
    assert (result.name, result.settings["uri"], "IPP Everywhere" in result.model) == ("accueil", queue, True)
    Ipp(**result.settings).carry("1", "", receipt)
    assert len(tray.papers) == 1


def test_without_cups_there_are_no_queues() -> None:
    assert nearby.find_queues(f"ipp://localhost:{free_port()}/") == ()


def test_a_printer_that_announces_itself_is_found_and_prints(tray: Tray, receipt: bytes) -> None:
    with announced("_ipp._tcp.local.", "Laser", tray.port, rp="ipp/print", ty="Laser 3000"):
        match = next(printer for printer in nearby.find_printers(("127.0.0.1",)) if printer.name == "Laser")
    assert match.model == "Laser 3000"
    Ipp(**match.settings).carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_a_printer_that_offers_both_is_taken_over_tls_and_held_to_its_certificate(tray: Tray, receipt: bytes) -> None:
    with announced("_ipp._tcp.local.", "Laser", tray.port), announced("_ipps._tcp.local.", "Laser", tray.port):
        match = next(printer for printer in nearby.find_printers(("127.0.0.1",)) if printer.name == "Laser")
    assert match.settings["uri"].startswith("ipps://") and len(match.settings["fingerprint"]) == 64
    Ipp(**match.settings).carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_the_newest_of_a_name_is_the_last_try(cups: Cups, queue: str, receipt: bytes, tmp_path) -> None:
    cups.told("cupsdisable", "accueil")
    (tmp_path / "other.pdf").write_bytes(receipt)
    ours = Queue(Peer(queue))
    printer = ours.printer()
    first, second = (ours.create("parvis-1", printer) for _ in range(2))
    subprocess.run([program("lp"), "-h", f"localhost:{cups.port}", "-d", "accueil", tmp_path / "other.pdf"], check=True)
    other = ours.create("parvis-2", printer)
    assert first < second < other
    assert number_of(ours.newest("parvis-1") or {}) == second
    assert ours.newest("parvis-3") is None


def test_a_job_has_its_document_once_it_is_there_in_whole(cups: Cups, queue: str, receipt: bytes) -> None:
    cups.told("cupsdisable", "accueil")
    ours = Queue(Peer(queue))
    number = ours.create("parvis-1", ours.printer())
    assert not has_document(ours.job(number))
    ours.send(number, "application/pdf", receipt)
    assert has_document(ours.job(number))


def test_what_is_no_longer_known_is_nothing_and_is_canceled_in_peace(queue: str) -> None:
    ours = Queue(Peer(queue))
    assert ours.job(99) == {}
    ours.cancel(99)


def test_a_refusal_is_said(queue: str) -> None:
    with pytest.raises(RefusedThere, match="queue-missing"):
        Queue(Peer(queue.replace("accueil", "autre"))).printer()
