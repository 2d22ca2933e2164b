"""Fixtures for tests on real printers: a print server, a tray, receipt printers, and a box at work."""

from collections.abc import Iterator

import pytest

from kiosk.services.box.box import Box
from tests.paper.hall import Hall, hall_with
from tests.printers.conftest import cups as cups
from tests.printers.conftest import queue as queue
from tests.printers.conftest import tray as tray
from tests.printers.receipt_printer import Listening, ReceiptPrinter


@pytest.fixture
def at_queue(box: Box, queue: str) -> Iterator[Hall]:
    """Send everything that the box prints to a queue of CUPS."""
    with hall_with(box, "ipp", {"uri": queue, "patience": "1.5"}, "pdf-a4") as hall:
        yield hall


@pytest.fixture
def there() -> Iterator[Listening]:
    """A receipt printer on the network."""
    listening = Listening(ReceiptPrinter())
    yield listening
    listening.close()
