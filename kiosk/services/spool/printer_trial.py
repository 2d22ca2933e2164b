"""A printer is tried: its test page is printed, a person says what they see, and what is wrong is mended."""

from collections.abc import Collection
from dataclasses import dataclass

from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.test_page import KIND, questions
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import print_queue
from printers import profiles
from printers.renderers import RENDERERS


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one question that was answered « no »: a code, and what a press changes, "" for nothing."""

    question: str
    code: str
    paper: str = ""
    profile: str = ""


def queue(box: Box, printer_id: str, actor: Actor) -> str:
    """Queue the page of a printer: the job's id. Raises `Refused("no-such-printer")`."""
    with box.store.write() as db:
        if printer_choice.for_job(box, db, actor.station_id, KIND, printer_id) is None:
            raise Refused("no-such-printer")
        return print_queue.queue(box, db, KIND, "", printer_id, None, actor)


def advice(printer: Printer, wrong: Collection[str]) -> list[Advice]:
    """What mends each question that was answered « no », in the order of the page."""
    return [_advice(printer, each) for each in questions(printer) if each in wrong]


def mend(box: Box, printer_id: str, wrong: Collection[str], actor: Actor) -> str:
    """Change what the advice says, and print the page again. Raises `Refused("no-such-printer")`."""
    printer = printer_choice.get(box, box.store.read(), printer_id)
    if printer is None:
        raise Refused("no-such-printer")
    for each in advice(printer, wrong):
        if each.paper or each.profile:
            printer_setup.fit(box, printer_id, each.paper, each.profile, actor)
    return queue(box, printer_id, actor)


def _advice(printer: Printer, question: str) -> Advice:
    # What is named in the settings file is changed there.
    changes = printer.kept is not None
    known = printer.renderer.profile != profiles.UNKNOWN
    if question in ("letters", "code") and known and changes:
        return Advice(question, f"{question}-draw", profile=profiles.UNKNOWN)
    if question == "edges" and changes and (other := _other_roll(printer)):
        return Advice(question, "edges-other", paper=other)
    return Advice(question, f"{question}-look")


def _other_roll(printer: Printer) -> str:
    """The roll of another width that the same printer may have, "" where it prints on sheets."""
    own = printer.renderer.sheet
    if own is None or own.height_mm is not None:
        return ""
    for renderer in RENDERERS:
        sheet = renderer.sheet
        is_other_roll = sheet is not None and sheet.height_mm is None and sheet.width_mm != own.width_mm
        if is_other_roll and type(renderer) is type(printer.renderer):
            return renderer.kind
    return ""
