"""Printing what waits, asked for by a command."""

from kiosk.operations import printing
from kiosk.operations.operation import Nothing
from kiosk.operations.printing import Printed
from kiosk.services.box.box import Actor
from kiosk.services.printers import printer_choice
from kiosk.services.spool import printer_trial
from kiosk.store.printing import spool
from tests.operations.conftest import Site


def test_what_waits_is_printed(site: Site) -> None:
    assert site.ask(printing.print_due, Nothing()) == Printed(0)
    with site.box() as box:
        printer_trial.queue(box, printer_choice.USUAL, Actor())
    assert site.ask(printing.print_due, Nothing()) == Printed(1)


def test_what_a_power_cut_left_is_printed_too_unless_a_print_loop_may_be_at_it(site: Site) -> None:
    with site.box() as box:
        job = printer_trial.queue(box, printer_choice.USUAL, Actor())
        with box.store.write() as db:
            spool.note(db, job, box.clock.now(), "processing")
    assert site.ask(printing.print_due, Nothing()) == Printed(0 if site.served else 1)
