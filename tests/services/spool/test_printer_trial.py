"""What a person sees on a test page leads to what mends it."""

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import print_queue, printer_trial
from kiosk.services.spool.printer_trial import Advice
from printers import profiles
from tests.gallery.site.print_jobs import added, of

ALL = ("letters", "edges", "code", "cut")


def known(box: Box, printer_id: str) -> Printer:
    printer = printer_choice.get(box, box.store.read(), printer_id)
    assert printer is not None
    return printer


def test_the_page_comes_out_of_the_very_printer_and_is_never_a_copy(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    for _ in range(2):
        printer_trial.queue(box, new_id, Actor())
    assert print_queue.print_due(box) == 2
    first, second = (data for _, data in of(box, new_id).jobs)
    assert first == second
    assert box.carrier.jobs == []  # type: ignore[attr-defined]


def test_a_chosen_model_that_prints_other_letters_is_drawn_for_from_then_on(box: Box) -> None:
    new_id = added(box, "Guichet 1", profile="TM-T20II")
    assert printer_trial.advice(known(box, new_id), ALL) == [
        Advice("letters", "letters-draw", profile=profiles.UNKNOWN),
        Advice("edges", "edges-other", paper="escpos-58"),
        Advice("code", "code-draw", profile=profiles.UNKNOWN),
        Advice("cut", "cut-look"),
    ]
    printer_trial.mend(box, new_id, ("letters", "edges"), Actor())
    kept = known(box, new_id).kept
    assert kept is not None and (kept.paper, kept.profile) == ("escpos-58", profiles.UNKNOWN)
    assert print_queue.print_due(box) == 1
    assert [row.code for row in printer_trial.advice(known(box, new_id), ALL)] == [
        "letters-look", "edges-other", "code-look", "cut-look",
    ]  # fmt: skip


def test_what_is_well_is_left_alone(box: Box) -> None:
    assert printer_trial.advice(known(box, added(box, "Guichet 1")), ()) == []


def test_a_sheet_has_no_other_width_and_the_settings_file_is_not_changed_from_here(box: Box) -> None:
    sheet = added(box, "Bureau", "pdf-a4")
    assert [row.code for row in printer_trial.advice(known(box, sheet), ALL)] == [
        "letters-look",
        "edges-look",
        "code-look",
    ]
    usual = printer_trial.advice(printer_choice.usual(box), ALL)
    assert not [tip for tip in usual if tip.paper or tip.profile]
    printer_trial.mend(box, printer_choice.USUAL, ALL, Actor())
    assert print_queue.print_due(box) == 1


def test_a_printer_that_is_gone_is_not_tried(box: Box) -> None:
    for gesture in (printer_trial.queue, lambda *of: printer_trial.mend(*of[:2], (), of[2])):
        with pytest.raises(Refused, match="no-such-printer"):
            gesture(box, "unheard of", Actor())
