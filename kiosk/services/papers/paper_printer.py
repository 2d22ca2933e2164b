"""The printer of a paper: by station and by the paper's tray, or the one that the paper is about."""

from kiosk.domain.printing.print_job import Tray
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.store.database import Database


def for_job(box: Box, db: Database, station_id: str, kind: str, subject: str = "") -> Printer | None:
    """The printer for a paper of this kind at this station; None if nothing is printed there.

    A kind that another version queued follows the choice for all papers.
    """
    paper = papers.find(kind)
    if paper is not None and paper.at_subject:
        printer = printer_choice.get(box, db, subject)
        return None if printer is None or (printer.kept and printer.kept.forgotten) else printer
    return printer_choice.for_tray(box, db, station_id, paper.tray if paper else Tray.ALL)
