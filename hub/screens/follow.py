"""The public pages that show where a case is to whoever has its reference and follow code, or its receipt."""

from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files

from flask import Blueprint, render_template, request, url_for
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.wrappers import Response

from hub import trail
from hub.decisions.follow import find_by_code, find_by_receipt, read_whereabouts, typed_code
from hub.files.listed_file import open_given
from hub.hub import this_hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.telephone import arriving, door
from hub.telephone.door import Ticket
from hub.trail import AuditAction
from hub.web import pages
from hub.web.pages import form_again
from hub.web.visitor import browser_name
from kiosk.crypto import keys
from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.events import case_line
from kiosk.domain.language.spelling import Text
from kiosk.domain.proofs.receipt_proof import MOST_SAID
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected
from kiosk.http.downloads import file_stream
from kiosk.words import opening_words
from kiosk.words.words import Words

follow = Blueprint("follow", __name__)
GUESSES = WrongTries("follow", 20, timedelta(minutes=10))
"""References with a wrong follow code."""
_TOO_OLD, _UNKNOWN, _TOO_MANY = HubRefusal.PAGE_TOO_OLD, HubRefusal.UNKNOWN_CASE, Refusal.TOO_MANY_TRIES


class PressOutcome(Struct, frozen=True):
    """What came of a press, of the file of that name where it is about one: a code of `telephone`, or why not."""

    code: str = ""
    name: str = ""
    refused: Refused | None = None


@follow.get("/f")
def show_follow_page() -> str:
    """The form for the reference and the code on the receipt."""
    return _form()


@follow.post("/f")
def post_follow_code() -> str | Response:
    """Where the case is. What was typed is posted, so that no code stands in an address; the page goes on by its
    ticket."""
    reference, code = request.form.get("reference", "")[:40], request.form.get("code", "")[:40]
    try:
        ticket = read_posted_ticket() if "ticket" in request.form else _opened(reference, code)
    except Refused as refused:
        return render_follow_form(refused, reference, code)
    return render_case_news(ticket.case_id, ticket)


@follow.post("/f/document")
def post_document_download() -> str | Response:
    """The document of the decision, to whoever shows the receipt again and knows the birth date."""
    proof = request.form.get("proof", "")[:MOST_SAID]
    try:
        ticket = None if proof else read_posted_ticket()
        case_id = ticket.case_id if ticket else _shown(proof)
    except Refused as refused:
        return render_follow_form(refused)
    try:
        told = read_whereabouts(this_hub(), case_id, "", _birth_date(ticket))
        document = told.document or None
        pieces = open_given(this_hub(), case_id, document.id) if document else None
    except (Refused, Rejected):
        document = pieces = None
    if document is None or pieces is None:  # another decision has taken its place, or the date was not typed
        return render_case_news(case_id, ticket, proof)
    trail.append_audit_line(this_hub(), AuditAction.DOCUMENT_GIVEN, reference=told.reference, detail=document.id)
    answered = file_stream(pieces, document.size, document.media_type, document.name)
    answered.headers["Cache-Control"] = "no-store"
    return answered


def read_posted_ticket() -> Ticket:
    """The ticket that this browser's page sent. Raises `Refused` (`page-too-old`)."""
    ticket = door.read_ticket(this_hub(), request.form.get("ticket", "")[: door.LONGEST + 1], browser_name())
    with this_hub().store.reading() as connection:
        door.check_follow_code(connection, ticket)
    return ticket


def render_case_news(
    case_id: str, ticket: Ticket | None, proof: str = "", notes: Sequence[PressOutcome] = (), *, just_sent: bool = False
) -> str | Response:
    """Where a case is, with the service's own words where the form or the ticket has the right birth date.

    The page goes on by the ticket, or by the `proof` of the receipt that was shown; `notes` say what came of a press.
    """
    words, typed = Words(pages.language()), request.form.get("birth_date", "")[:40]
    fault: Refused | None = None
    try:
        told = read_whereabouts(this_hub(), case_id, "", _birth_date(ticket))
    except Refused as refused:
        fault, told = refused, read_whereabouts(this_hub(), case_id, "")
    news = case_line.make_case_news(told)
    names = dict(zip((paper.id for paper in news.papers), case_line.papers(news, words), strict=True))
    date_fault = words.code("news", "too-many" if fault else "birth-date-wrong")
    kept = {"proof": proof}
    if ticket:
        ticket = replace(ticket, birth_date="" if fault or news.locked else _birth_date(ticket))
        kept = {"ticket": door.write_ticket(this_hub(), ticket, browser_name())}
    page = render_template(
        "hub/follow.html",
        **pages.public_template_values(),
        news=news,
        called=case_line.whom_to_call(news),
        hours=opening_words.describe_opening_hours(news.place, words, this_hub().day(this_hub().clock.now())),
        title=words.text(Text(news.title, context=news.procedure)) if _ships(news.procedure) else "",
        papers=list(names.values()),
        names=names,
        names_of=lambda label: words.text(Text(label, context=news.procedure)),
        door=door.read_telephone_papers(this_hub(), case_id, names.keys(), ticket),
        notes=notes,
        just_sent=just_sent,
        most_files=arriving.MOST_FILES,
        most_bytes=arriving.MOST_BYTES,
        here=url_for("follow.post_follow_code" if ticket else "receipt.post_receipt"),
        kept=kept,
        birth_date=typed,
        date_fault=date_fault if typed and news.locked else "",
    )
    fault = fault or next((note.refused for note in notes if note.refused), None)
    return form_again(page, fault, 503 if fault.code == HubRefusal.NOT_ARRIVED else 422) if fault else page


def _birth_date(ticket: Ticket | None) -> str:
    """The day that was typed (ISO 8601), else the one that opened the page before."""
    typed = request.form.get("birth_date", "")[:40]
    return written_day(typed) if typed or not ticket else ticket.birth_date


def _ships(procedure: str) -> bool:
    """Whether the procedure ships with Parvis: none of those is discreet, and nobody here knows about others."""
    return bool(procedure) and (files("kiosk") / "procedures" / f"{procedure}.yaml").is_file()


def _shown(proof: str) -> str:
    """The id of the case whose receipt was shown. Raises `Refused`: `unknown-case`, `receipt-replaced`."""
    _, standing = find_by_receipt(this_hub(), proof)
    if standing is None:
        raise Refused(_UNKNOWN)
    return standing.case_id


def _opened(reference: str, code: str) -> Ticket:
    """A ticket for the case of a number and code. Raises `Refused`: `unknown-case`; `too-many-tries` for wrong ones
    alone, so that nobody shuts out those who share their address: 50 bits are not guessed at any pace.
    """
    hub, address = this_hub(), request.remote_addr or ""
    try:
        case_id = find_by_code(hub.store, reference, code).case_id
    except Refused:
        GUESSES.admit(hub, address)
        GUESSES.record(hub, address)
        raise
    return door.issue_ticket(hub, case_id, keys.token_hash(typed_code(code)))


def render_follow_form(refused: Refused, reference: str = "", code: str = "") -> Response:
    """The form for number and code again, with what was wrong."""
    return form_again(_form(reference, code, refused), refused)


def _form(reference: str = "", code: str = "", refused: Refused | None = None) -> str:
    words = Words(pages.language())
    fault = ""
    if refused is not None:
        known = {_TOO_OLD: ("refused", _TOO_OLD), _TOO_MANY: ("news", "too-many")}
        fault = words.code(*known.get(refused.code, ("news", "unknown")))
    return render_template(
        "hub/follow_form.html",
        **pages.public_template_values(),
        reference=reference,
        code=code,
        fault=fault,
        unknown=refused is not None and refused.code not in (_TOO_OLD, _TOO_MANY),
    )
