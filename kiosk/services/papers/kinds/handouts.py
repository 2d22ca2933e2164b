"""Papers that name nobody: what to bring, where to go, how to reach the town hall, how to take a draft up again."""

from kiosk.domain.answers import where_to_go
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.answers.where_to_go import find_destination
from kiosk.domain.events.reference import format_reference
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import Channel, ProcedureDocument
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.services.procedures import look_up
from kiosk.store import cases
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Big, Block, Heading, Items, Line, Notice, Pair, Slip, Small


def make_checklist_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The checklist of a procedure or of a case, by its id. Raises `Refused` (`nothing-to-print`)."""
    procedure, today, kept = box.catalogue.get(subject), box.watch.today().day, list[Block]()
    if procedure is not None:
        wanted, perhaps = where_to_go.list_first_papers(procedure)
    else:
        db = box.store.read()
        key = reader.key(db, subject)
        case = cases.read_case(db, subject, key) if key is not None else None
        procedure = look_up.begun_with(box, db, case.procedure_id, case.procedure_sha256) if case else None
        if case is None or procedure is None:
            raise Refused(Refusal.NOTHING_TO_PRINT)
        submission = cases.read_submission(db, subject)
        if submission is not None:
            kept.append(Big(format_reference(submission.reference), words.code("paper", "reference")))
        else:
            how = "checklist-kept-alone" if case.channel == Channel.ALONE else "checklist-kept"
            kept.append(Notice(words.code("paper", how)))
        wanted, perhaps = where_to_go.list_journey_papers(compute_journey(procedure, case.answers, today), today)
    title, discreet = words.code("paper", "checklist"), reader.alone and procedure.discreet
    name = words.code("paper", "discreet") if discreet else words.text(procedure.title)
    blocks: list[Block] = [*letterhead(box.site, words), Heading(title, 2), Line(name, strong=True), *kept]
    for document in wanted:
        blocks += _document(document, words)
    if perhaps:
        blocks.append(Heading(words.code("paper", "checklist-perhaps"), 2))
        for document in perhaps:
            blocks += _document(document, words)
    if not (wanted or perhaps):
        blocks.append(Line(words.code("paper", "checklist-nothing")))
    if procedure.prepared and procedure.where:
        blocks.append(Notice(words.text(procedure.where)))
    site = box.site
    hours = opening_words.describe_opening_hours(site, words, today)
    blocks.append(Heading(words.code("paper", "checklist-where"), 3))
    blocks.append(Line("\n".join(filter(None, (site.name, site.address, site.phone, hours)))))
    job_title = "checklist" if discreet else procedure.id
    return Slip(f"{title} – {name}", words.language, words.direction, tuple(blocks), job_title=job_title)


def _document(document: ProcedureDocument, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text(document.title), 3)]
    if document.why:
        blocks.append(Small(words.text(document.why)))
    if document.alternatives:
        others = tuple(words.text(alternative) for alternative in document.alternatives)
        blocks += [Line(words.code("paper", "checklist-instead")), Items(others)]
    return blocks


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
    title = words.code("paper", "where-to-go")
    place = find_destination(stop, procedure, journey.values, words)
    blocks: list[Block] = [Heading(box.site.name, 1), Heading(title, 2)]
    if not discreet:
        blocks.append(Line(words.text(procedure.title), strong=True))
    blocks.append(Heading(words.text(stop.label), 3))
    if stop.help:
        blocks.append(Line(words.text(stop.help)))
    if place.town:
        blocks.append(Pair(words.code("stop", "town-hall"), place.town))
    blocks += [Line(line, strong=True) for line in (place.address, place.phone) if line]
    blocks.append(Line(place.where))
    if not stop.options.get("absolute"):
        blocks.append(Line(words.code("stop", "may-file")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title="where-to-go")


def make_contact_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The contact paper; it depends on the site and the language only."""
    site, title = box.site, words.code("paper", "reaching")
    contacts = {
        "reaching-phone": site.phone,
        "reaching-hours": opening_words.describe_opening_hours(site, words, box.watch.today().day),
        "reaching-address": site.address,
        "reaching-email": site.email,
    }
    blocks: list[Block] = [Heading(site.name, 1), Heading(title, 2), Line(words.code("paper", "reaching-free"))]
    blocks += [Pair(words.code("paper", name), value) for name, value in contacts.items() if value]
    blocks.append(Notice(words.code("paper", "reaching-paper")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title="reaching")


def make_resume_slip(box: Box, case_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper with the code in `reader.left`; it names neither a person nor a procedure.

    Raises `Refused` (`nothing-to-print`) without a code: it is lost by a restart.
    """
    if reader.left is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    title = words.code("paper", "resume")
    blocks = (
        Heading(box.site.name, 1),
        Heading(title, 2),
        Big(reader.left.decode(), words.code("paper", "resume-code")),
        Line(words.code("paper", "resume-how", day=words.day(box.watch.today().day + box.settings.terminal_draft))),
        Notice(words.code("paper", "resume-care"), "warning"),
    )
    return Slip(title, words.language, words.direction, blocks, job_title="resume")


CHECKLIST = Paper("checklist", make_checklist_slip, Tray.LISTS, alike=True)
"""Its subject is the id of a procedure or of a case."""
WHERE_TO_GO = Paper("where-to-go", _make_stop_slip, Tray.LISTS, alike=True)
"""Its subject is the id of a case that a stop has ended."""
REACHING = Paper("reaching", make_contact_slip, Tray.LISTS, alike=True)
"""It has no subject."""
RESUME = Paper("resume", make_resume_slip, Tray.RECEIPTS, alike=True, in_memory=True)
"""Its contents are what is kept in memory for one job."""
