"""Test a printer: print its test page, ask a person what they see, and correct the printer's settings."""

from collections.abc import Collection

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import paper_printer
from kiosk.services.papers.kinds.test_page import PAPER, questions
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import print_queue
from printers import profiles
from printers.renderers import RENDERERS


class Advice(Struct, frozen=True):
    """What to do about one question answered « no »: a `code` for the words, and the setting to change, "" for none."""

    question: str
    code: str
    paper: str = ""
    profile: str = ""


def queue(box: Box, printer_id: str, actor: Actor) -> str:
    """Queue the test page of a printer; gives the job's id. Raises `Refused` (`no-such-printer`)."""
    with box.store.write() as db:
        if paper_printer.for_job(box, db, actor.station_id, PAPER.kind, printer_id) is None:
            raise Refused(Refusal.NO_SUCH_PRINTER)
        return print_queue.queue(box, db, PAPER.kind, "", printer_id, None, actor)


def advice(printer: Printer, wrong: Collection[str]) -> list[Advice]:
    """The advice for each question answered « no », in the order of the page."""
    return [_advice(printer, question) for question in questions(printer) if question in wrong]


def mend(box: Box, printer_id: str, wrong: Collection[str], actor: Actor) -> str:
    """Change the settings as advised, print the page again, give the job's id. Raises `Refused` (`no-such-printer`)."""
    printer = printer_choice.get(box, box.store.read(), printer_id)
    if printer is None:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    for step in advice(printer, wrong):
        if step.paper or step.profile:
            printer_setup.fit(box, printer_id, step.paper, step.profile, actor)
    return queue(box, printer_id, actor)


def _advice(printer: Printer, question: str) -> Advice:
    # The printer of the settings file is changed in that file.
    is_changeable = printer.kept is not None
    has_profile = printer.renderer.profile != profiles.UNKNOWN
    if question in ("letters", "code") and has_profile and is_changeable:
        return Advice(question, f"{question}-draw", profile=profiles.UNKNOWN)
    if question == "edges" and is_changeable and (other := _other_roll(printer)):
        return Advice(question, "edges-other", paper=other)
    return Advice(question, f"{question}-look")


def _other_roll(printer: Printer) -> str:
    """The kind of paper for the same printer with a roll of another width; "" if it prints on sheets."""
    own = printer.renderer.sheet
    if own is None or own.height_mm is not None:
        return ""
    for renderer in RENDERERS:
        sheet = renderer.sheet
        is_other_roll = sheet is not None and sheet.height_mm is None and sheet.width_mm != own.width_mm
        if is_other_roll and type(renderer) is type(printer.renderer):
            return renderer.kind
    return ""
