"""What is seen around is offered with all that adding it takes."""

import threading
from dataclasses import replace

import pytest

from kiosk.services.box import live_printers
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.live_printers import Carriers
from kiosk.services.printers import printer_discovery, printer_setup
from kiosk.services.printers.printer_discovery import NewPrinter
from printers import profiles
from printers.carrier import FoundPrinter
from printers.carriers import CARRIERS
from tests.gallery.site.print_jobs import Late, added

EPSON = FoundPrinter("EPSON TM-T20II", {"host": "192.0.2.7"}, "EPSON TM-T20II")


class Line(Late):
    """A way on which printers answer."""

    seen = (EPSON, FoundPrinter("", {"host": "192.0.2.8"}, "Laser 9000"))


class Silent(Late):
    """A way on which a search never ends."""

    kind = "silent"
    over = threading.Event()

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        cls.over.wait(20)
        return (EPSON,)


@pytest.fixture(autouse=True)
def ways(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (live_printers, printer_setup):
        monkeypatch.setattr(module, "CARRIERS", (*CARRIERS, Line))


def around(box: Box, *offered: type[Late], patience_s: float = printer_discovery.PATIENCE_S) -> list[NewPrinter]:
    """What is seen on these ways."""
    return printer_discovery.search(replace(box, carriers=Carriers(offered)), patience_s)


def test_what_is_seen_has_a_name_a_model_and_a_paper(box: Box) -> None:
    result = around(box, Line)
    assert [(device.described.name, device.described.profile, device.model) for device in result] == [
        ("EPSON TM-T20II", "TM-T20II", "EPSON TM-T20II"),
        ("dummy", profiles.UNKNOWN, "Laser 9000"),
    ]
    assert result[0].described.settings == {"host": "192.0.2.7"}


def test_a_way_that_does_not_answer_hides_none_of_the_others(box: Box) -> None:
    assert len(around(box, Silent, Line, patience_s=0.2)) == 2
    Silent.over.set()


def test_what_is_known_already_is_not_offered_again(box: Box) -> None:
    added(box, "EPSON TM-T20II")
    first, second = around(box, Line)
    assert first.described.name == "EPSON TM-T20II 2", "another printer has that name"
    printer_setup.add(box, first.described, Actor())
    assert [device.described for device in around(box, Line)] == [second.described]


def test_a_model_is_taken_only_for_what_it_says() -> None:
    for said, name in [
        ("EPSON TM-T20II", "TM-T20II"), ("epson_tm-t88v", "TM-T88V"), ("TM-T20III", profiles.UNKNOWN),
        ("TM-T20", profiles.UNKNOWN), ("", profiles.UNKNOWN), ("TM T20II", "TM-T20II"),
    ]:  # fmt: skip
        assert printer_discovery.model_of(said) == name


def test_the_paper_to_try_first_is_what_the_printer_takes_and_no_wider_than_its_head() -> None:
    assert printer_discovery.paper_of("application/pdf", profiles.UNKNOWN, "text-42") == "pdf-a4"
    assert printer_discovery.paper_of("application/vnd.escpos", profiles.UNKNOWN, "pdf-a4") == "escpos-80"
    assert printer_discovery.paper_of("application/vnd.escpos", "POS-5890", "pdf-a4") == "escpos-58"
    assert printer_discovery.paper_of("image/unheard-of", profiles.UNKNOWN, "pdf-a4") == "pdf-a4"
