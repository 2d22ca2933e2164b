"""« À rapporter »: the list of documents to bring, which names nobody."""

from kiosk.domain.answers import where_to_go
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.answers.where_to_go import Papers
from kiosk.domain.events.reference import format_reference
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import Channel, Procedure, ProcedureDocument
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.services.procedures import look_up
from kiosk.store import cases
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Big, Block, Heading, Items, Line, Notice, Slip, Small

KIND = "checklist"


def make_checklist_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The checklist of a procedure or of a case, by its id. Raises `Refused` (`nothing-to-print`)."""
    procedure = box.catalogue.get(subject)
    if procedure is not None:
        return _slip(box, procedure, where_to_go.list_first_papers(procedure), [], words, reader.alone)
    db, today = box.store.read(), box.watch.today()
    key = reader.key(db, subject)
    case = cases.read_case(db, subject, key) if key is not None else None
    procedure = look_up.begun_with(box, db, case.procedure_id, case.procedure_sha256) if case else None
    if case is None or procedure is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    submission = cases.read_submission(db, subject)
    if submission is not None:
        kept: list[Block] = [Big(format_reference(submission.reference), words.code("paper", "reference"))]
    else:
        how = "checklist-kept-alone" if case.channel == Channel.ALONE else "checklist-kept"
        kept = [Notice(words.code("paper", how))]
    papers = where_to_go.list_journey_papers(compute_journey(procedure, case.answers, today.day), today.day)
    return _slip(box, procedure, papers, kept, words, reader.alone)


def _slip(box: Box, procedure: Procedure, papers: Papers, kept: list[Block], words: Words, alone: bool) -> Slip:
    title, (wanted, perhaps) = words.code("paper", KIND), papers
    discreet = alone and procedure.discreet
    name = words.code("paper", "discreet") if discreet else words.text(procedure.title)
    blocks: list[Block] = [*letterhead(box.site, words), Heading(title, 2), Line(name, strong=True)]
    blocks += kept
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
    hours = opening_words.describe_opening_hours(site, words, box.watch.today().day)
    blocks.append(Heading(words.code("paper", "checklist-where"), 3))
    blocks.append(Line("\n".join(filter(None, (site.name, site.address, site.phone, hours)))))
    return Slip(
        f"{title} – {name}",
        words.language,
        words.direction,
        tuple(blocks),
        job_title=KIND if discreet else procedure.id,
    )


def _document(document: ProcedureDocument, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text(document.title), 3)]
    if document.why:
        blocks.append(Small(words.text(document.why)))
    if document.alternatives:
        others = tuple(words.text(alternative) for alternative in document.alternatives)
        blocks += [Line(words.code("paper", "checklist-instead")), Items(others)]
    return blocks


PAPER = Paper(KIND, make_checklist_slip, Tray.LISTS, alike=True)
"""Its subject is the id of a procedure or of a case."""
