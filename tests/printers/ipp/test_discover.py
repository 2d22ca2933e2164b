"""The queues of CUPS and the printers that announce themselves are offered with the settings that reach them."""

import sys

import pytest

from printers.carriers.ipp import Ipp
from printers.discovery import nearby
from tests.gallery.paper.cups import Cups, Tray, free_port
from tests.printers.discovery.test_nearby import announced

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
