"""The public pages that show where a case is to whoever has its reference and follow code, or its receipt.

What such a page sends from somebody's own telephone is a form, and its answer the page again, which says what came of
it: a browser without scripts sends as well.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from importlib.resources import files

from flask import Blueprint, redirect, render_template, request, url_for
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.wrappers import Response

from hub import trail
from hub.decisions.follow import find_by_code, find_by_receipt, read_whereabouts, typed_code
from hub.files.listed_file import open_given
from hub.hub import this_hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.sites.sites import key_list, signed_list
from hub.telephone import arriving, door
from hub.telephone.arriving import TelephoneUpload
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
from kiosk.http.form_tokens import make_cookie_flags
from kiosk.words import opening_words
from kiosk.words.paper_words import describe_missing_papers, name_papers
from kiosk.words.words import Words

follow = Blueprint("follow", __name__)
receipt = Blueprint("receipt", __name__)
telephone = Blueprint("telephone", __name__)
COOKIE = "parvis_hub_case"
"""Holds the ticket of the case that was opened last, as long as the browser is open."""
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
    return _form()


@follow.get("/f/dossier")
def show_case_page() -> str | Response:
    """Where the case is whose number and code this browser posted last."""
    try:
        ticket = _read_ticket(request.cookies.get(this_hub().settings.name_cookie(COOKIE), ""))
    except Refused as refused:
        return _form_again(refused)
    return _news(ticket.case_id, ticket)


@follow.post("/f")
def post_follow_code() -> str | Response:
    """Lead to the page of the case, which goes on by its ticket.

    What was typed is posted, so that no code stands in an address; the page itself is asked for, because a browser
    keeps in its files what was posted for a page that it may have to show again.
    """
    reference, code = request.form.get("reference", "")[:40], request.form.get("code", "")[:40]
    try:
        ticket = _read_ticket() if "ticket" in request.form else _opened(reference, code)
    except Refused as refused:
        return _form_again(refused, reference, code)
    return _news(ticket.case_id, ticket, leads=True)


@follow.post("/f/document")
def post_document_download() -> str | Response:
    """The document of the decision, to whoever shows the receipt again and knows the birth date."""
    proof = request.form.get("proof", "")[:MOST_SAID]
    try:
        ticket = None if proof else _read_ticket()
        shown = ticket or find_by_receipt(this_hub(), proof)[1]
        if shown is None:
            raise Refused(_UNKNOWN)
    except Refused as refused:
        return _form_again(refused)
    case_id = shown.case_id
    try:
        told = read_whereabouts(this_hub(), case_id, "", _birth_date(ticket))
        document = told.document or None
        pieces = open_given(this_hub(), case_id, document.id) if document else None
    except (Refused, Rejected):
        document = pieces = None
    if document is None or pieces is None:  # another decision has taken its place, or the date was not typed
        return _news(case_id, ticket, proof)
    trail.append_audit_line(this_hub(), AuditAction.DOCUMENT_GIVEN, reference=told.reference, detail=document.id)
    answered = file_stream(pieces, document.size, document.media_type, document.name)
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _read_ticket(text: str | None = None) -> Ticket:
    """The ticket that the form sent, or another's text. Raises `Refused` (`page-too-old`)."""
    text = request.form.get("ticket", "") if text is None else text
    ticket = door.read_ticket(this_hub(), text[: door.LONGEST + 1], browser_name())
    with this_hub().store.reading() as connection:
        door.check_follow_code(connection, ticket)
    return ticket


def _news(
    case_id: str,
    ticket: Ticket | None,
    proof: str = "",
    notes: Sequence[PressOutcome] = (),
    *,
    just_sent: bool = False,
    leads: bool = False,
) -> str | Response:
    """Where a case is, with the service's own words where the form or the ticket has the right birth date.

    The page goes on by the ticket, or by the `proof` of the receipt that was shown; `notes` say what came of a press.
    `leads` to the page by its address where what was typed was right.
    """
    words, typed = Words(pages.language()).marked, request.form.get("birth_date", "")[:40]
    fault: Refused | None = None
    try:
        told = read_whereabouts(this_hub(), case_id, "", _birth_date(ticket))
    except Refused as refused:
        fault, told = refused, read_whereabouts(this_hub(), case_id, "")
    news = case_line.make_case_news(told, this_hub().day(this_hub().clock.now()))
    names = dict(zip((paper.id for paper in news.papers), name_papers(news.papers, words, news.procedure), strict=True))
    # None of the procedures that ship is discreet, and nobody here knows about others.
    ships = bool(news.procedure) and (files("kiosk") / "procedures" / f"{news.procedure}.yaml").is_file()
    date_fault = words.code("news", "too-many" if fault else "birth-date-wrong")
    kept = {"proof": proof}
    if ticket:
        ticket = replace(ticket, birth_date="" if fault or news.locked else _birth_date(ticket))
        kept = {"ticket": door.write_ticket(this_hub(), ticket, browser_name())}
        if leads and not fault and not (typed and news.locked):
            return _lead_to_case(kept["ticket"], words.language)
    page = render_template(
        "hub/follow.html",
        **pages.public_template_values(),
        news=news,
        called=case_line.whom_to_call(news),
        hours=opening_words.describe_opening_hours(news.place, words, this_hub().day(this_hub().clock.now())),
        title=words.text(Text(news.title, context=news.procedure)) if ships else "",
        missing=describe_missing_papers(news.line.papers, news.procedure, words),
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


def _lead_to_case(ticket: str, language: str) -> Response:
    settings = this_hub().settings
    answer = redirect(url_for("follow.show_case_page", lang=language), 303)
    answer.set_cookie(settings.name_cookie(COOKIE), ticket, **make_cookie_flags(settings.secure_cookies))
    return answer


def _birth_date(ticket: Ticket | None) -> str:
    """The day that was typed (ISO 8601), else the one that opened the page before."""
    typed = request.form.get("birth_date", "")[:40]
    return written_day(typed) if typed or not ticket else ticket.birth_date


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


def _form_again(refused: Refused, reference: str = "", code: str = "") -> Response:
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


@receipt.get("/r")
@receipt.get("/R")
def show_receipt_page() -> str:
    """The page with today's list of keys; the receipt, after the # of its address, is never sent to the hub."""
    return _receipt_page()


@receipt.post("/r")
def post_receipt() -> str | tuple[str, int] | Response:
    """The state of the case whose receipt the visitor chose to send, or what is wrong with the receipt."""
    typed = request.form.get("proof", "")[:MOST_SAID]
    try:
        verdict, standing = find_by_receipt(this_hub(), typed)
    except Refused as refused:
        return _receipt_page(refused.code, typed), 410
    if not verdict.genuine:
        return _receipt_page(verdict.code, typed), 422
    if standing is None:
        return _receipt_page("genuine", typed), 404
    return _news(standing.case_id, None, typed)


def _receipt_page(verdict: str = "", typed: str = "") -> str:
    hub = this_hub()
    site_keys = key_list(hub)
    return render_template(
        "hub/receipt.html",
        **pages.public_template_values(),
        signed=signed_list(hub, site_keys),
        known=site_keys,
        said=verdict,
        typed=typed,
    )


@telephone.post("/f/copie")
def post_telephone_file() -> str | Response:
    """Keep the files that were photographed or chosen for a paper; status 503 asks for one again."""
    return _answer(_take)


@telephone.post("/f/enlever")
def post_telephone_removal() -> str | Response:
    return _answer(_remove)


@telephone.post("/f/copies")
def post_telephone_send() -> str | Response:
    return _answer(_send)


def _answer(act: Callable[[Ticket], Iterable[PressOutcome]]) -> str | Response:
    try:
        ticket = _read_ticket()
    except Refused as refused:
        return _form_again(refused)
    notes = tuple(act(ticket))
    return _news(ticket.case_id, ticket, notes=notes, just_sent=act is _send and not notes)


def _take(ticket: Ticket) -> Iterable[PressOutcome]:
    files = [file for name in ("photo", "file") for file in request.files.getlist(name) if file.filename]
    if not files:
        yield PressOutcome(refused=Refused(HubRefusal.NOTHING_ARRIVED))
    for file in files:
        name, paper_id = file.filename or "", request.form.get("paper", "")[:32]
        try:
            brought = TelephoneUpload(paper_id, name, file.read(), request.remote_addr or "")
            yield PressOutcome("arrived" if arriving.take_telephone_file(this_hub(), ticket, brought) else "sent", name)
        except Refused as refused:
            yield PressOutcome(name=name, refused=refused)


def _remove(ticket: Ticket) -> Iterable[PressOutcome]:
    arriving.remove_waiting_file(this_hub(), ticket, request.form.get("file", "")[:32])
    yield PressOutcome("taken-away")


def _send(ticket: Ticket) -> Iterable[PressOutcome]:
    try:
        arriving.send_telephone_files(this_hub(), ticket, request.form.getlist("file")[: arriving.MOST_FILES])
    except Refused as refused:
        yield PressOutcome(refused=refused)
