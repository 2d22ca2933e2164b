"""« Où aller »: the paper of a stop, which says why a procedure is not for a person and where to go; names nobody."""

from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.answers.where_to_go import find_destination
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper
from kiosk.services.procedures import look_up
from kiosk.store import cases
from kiosk.words.words import Words
from printers.slip import Block, Heading, Line, Pair, Slip

KIND = "where-to-go"


def _make_stop_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of the stop that a draft, `subject`, has come to. Raises `Refused` (`nothing-to-print`)."""
    db = box.store.read()
    key = reader.key(db, subject)
    case = cases.read_case(db, subject, key) if key is not None else None
    procedure = look_up.begun_with(box, db, case.procedure_id, case.procedure_sha256) if case else None
    journey = compute_journey(procedure, case.answers, box.watch.today().day) if case and procedure else None
    stop = journey.last_end if journey else None
    if procedure is None or journey is None or stop is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    discreet = reader.alone and procedure.discreet
    title = words.code("paper", KIND)
    place = find_destination(stop, procedure, journey.values, words)
    blocks: list[Block] = [Heading(box.site.name, 1), Heading(title, 2)]
    if not discreet:
        blocks.append(Line(words.text(procedure.title), strong=True))
    blocks.append(Heading(words.text(stop.label), 3))
    if stop.help:
        blocks.append(Line(words.text(stop.help)))
    blocks.append(Line(place.where, strong=True))
    if place.town:
        blocks.append(Pair(words.code("stop", "town-hall"), place.town))
    blocks += [Line(line) for line in (place.address, place.phone) if line]
    if not stop.options.get("absolute"):
        blocks.append(Line(words.code("stop", "may-file")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


PAPER = Paper(KIND, _make_stop_slip, Tray.LISTS, alike=True)
"""Its subject is the id of a case that a stop has ended."""
