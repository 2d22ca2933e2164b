"""Screens where a person alone asks where their case is, and sends what the service asks for.

The hub is asked at that moment, and nothing of what it says is kept.
"""

import hashlib

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.events import case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.additions import AddedDocument, SupplementItem
from kiosk.domain.language.spelling import Text
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_BYTES
from kiosk.http.error_pages import add_retry_after
from kiosk.screens.additions import serve_waiting_file
from kiosk.screens.receipts import post_receipt_square
from kiosk.services.box.box import list_site_codes
from kiosk.services.papers.kinds.supplement_papers import describe_held_papers
from kiosk.services.people import sign_in
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import CaseWhereabouts, ShownReceipt
from kiosk.services.submitted import supplements
from kiosk.web import detours, rate_limits, session
from kiosk.web.pages import camera_page, render_page, show_refusal
from kiosk.web.request_state import takes_files
from kiosk.words import opening_words
from kiosk.words.paper_words import describe_missing_papers, name_papers

whereabouts_screen = Blueprint("whereabouts", __name__, url_prefix="/where")
whereabouts_screen.post("/square")(post_receipt_square)


@whereabouts_screen.get("", endpoint="show")
def show_whereabouts() -> Response:
    return render_whereabouts_form(ShownReceipt())


@whereabouts_screen.post("")
def post_whereabouts() -> Response:
    """Where the case is. What is typed is posted, never in an address; each wrong attempt counts against a limit."""
    shown = read_whereabouts_form()
    rate_limits.count_screen_try("where")
    try:
        heard = verify_receipt.find_case_whereabouts(session.box(), shown, session.page_words().marked)
    except Refused as refused:
        return render_whereabouts_form(shown, refused)
    if not shown.birth_date or (heard.news and not heard.news.locked):
        rate_limits.uncount_screen_try("where")
    return render_whereabouts_news(shown, heard)


def read_whereabouts_form() -> ShownReceipt:
    return ShownReceipt(*(request.form.get(name, "").strip() for name in ("number", "code", "birth_date")))


def render_whereabouts_form(shown: ShownReceipt, refused: Refused | None = None) -> Response:
    return camera_page("after/whereabouts/page.html", shown=shown, refused=refused, most_bytes=sign_in.MOST_BYTES)


def render_whereabouts_news(shown: ShownReceipt, heard: CaseWhereabouts) -> Response:
    box, told, words = session.box(), heard.news, session.page_words().marked
    codes = list_site_codes(box.settings)
    elsewhere = told if told and told.place.phone and references.parse_site_code(told.reference) not in codes else None
    return render_page(
        "after/whereabouts/news.html",
        shown=shown,
        heard=heard,
        missing=describe_missing_papers(told.line.papers, told.procedure, words) if told else "",
        names=name_papers(told.papers, words, told.procedure) if told else [],
        event_id=detours.event_id(),
        called=case_line.whom_to_call(elsewhere) if elsewhere else [],
        their_hours=opening_words.describe_opening_hours(elsewhere.place, words, box.watch.today().day)
        if elsewhere
        else "",
        date_fault=words.code("news", "birth-date-wrong") if shown.birth_date and told and told.locked else "",
    )


paper_alone_screen = Blueprint("paper_alone", __name__, url_prefix="/where")
WORDS = "words"
"""What a form says in the place of a paper's id where the person writes an answer."""
_NOT_MENDED_HERE = (Refusal.NO_SUCH_CASE, Refusal.NO_SUCH_STEP)


@paper_alone_screen.post("/papers")
def post_paper_begin() -> ResponseReturnValue:
    """Ask the hub again whether number and code are right and the paper is still asked for; then open the page of the
    camera, or of the words. Where it is not, or without a line, say where the case is. Wrong attempts are limited.
    """
    box = session.box()
    if not session.current_session().terminal:
        return _over()
    shown = read_whereabouts_form()
    rate_limits.count_screen_try("where")
    try:
        heard = verify_receipt.find_case_whereabouts(box, shown, session.page_words().marked)
    except Refused as refused:
        return render_whereabouts_form(shown, refused)
    rate_limits.uncount_screen_try("where")
    asked = {paper.id for paper in heard.news.papers} if heard.news else set()
    item_id, draft_id = request.form.get("item", ""), detours.event_id()
    if heard.news is None or shown.square or not asked or item_id not in (*asked, WORDS):
        return render_whereabouts_news(shown, heard)
    session.ensure_session_stored()
    actor = session.current_actor()
    begun = supplements.begin_terminal_supplement(box, heard.news, shown.code, draft_id, actor)
    if begun != draft_id and (
        supplements.list_waiting_documents(box, begun, actor)
        or supplements.read_terminal_supplement(box, begun, actor).words
    ):
        return redirect(url_for(".show", draft_id=begun, again=1), 303)
    if item_id == WORDS:
        return redirect(url_for(".show_paper_words", draft_id=begun), 303)
    return redirect(url_for(".show_paper_camera", draft_id=begun, item_id=item_id), 303)


@paper_alone_screen.errorhandler(Refused)
def _show_ended(refused: Refused) -> ResponseReturnValue:
    """The page of a draft that is no more: what was sent, else the page on which one asks where the case is."""
    draft_id = (request.view_args or {}).get("draft_id", "")
    if refused.code not in _NOT_MENDED_HERE or not draft_id:
        return add_retry_after(show_refusal(refused), refused)
    try:
        supplements.read_sent_supplement(session.box(), draft_id, session.current_actor())
    except Refused:
        return _over()
    return redirect(url_for(".show_sent_papers", draft_id=draft_id), 303)


@paper_alone_screen.get("/papers/<draft_id>", endpoint="show")
def show_papers_alone(draft_id: str) -> ResponseReturnValue:
    """What was photographed, and what is still asked for; where it left already, what was sent."""
    return _papers_page(draft_id)


@paper_alone_screen.get("/papers/<draft_id>/<item_id>/camera")
def show_paper_camera(draft_id: str, item_id: str) -> ResponseReturnValue:
    return _camera(draft_id, item_id)


@paper_alone_screen.post("/papers/<draft_id>/<item_id>/camera")
@takes_files(MOST_BYTES)
def post_paper_photo(draft_id: str, item_id: str) -> ResponseReturnValue:
    sent, upload = request.files.get("file"), detours.id_in(request.form, "upload")
    file_id = hashlib.sha256(f"{upload or session.box().clock.new_id()}:{item_id}".encode()).hexdigest()[:32]
    data = sent.read() if sent else b""
    try:
        supplements.add_terminal_photo(session.box(), draft_id, item_id, data, session.current_actor(), file_id)
    except Refused as refused:
        if refused.code in _NOT_MENDED_HERE:
            raise
        return _camera(draft_id, item_id, refused)
    return redirect(url_for(".show", draft_id=draft_id), 303)


@paper_alone_screen.get("/papers/<draft_id>/words")
def show_paper_words(draft_id: str) -> ResponseReturnValue:
    return _words(draft_id)


@paper_alone_screen.post("/papers/<draft_id>/words")
def post_paper_words(draft_id: str) -> ResponseReturnValue:
    try:
        written = request.form.get("words", "")
        supplements.save_terminal_message(session.box(), draft_id, written, session.current_actor())
    except Refused as refused:
        if refused.code in _NOT_MENDED_HERE:
            raise
        return _words(draft_id, refused)
    return redirect(url_for(".show", draft_id=draft_id), 303)


@paper_alone_screen.get("/photos/<draft_id>/<file_id>")
def serve_paper_photo(draft_id: str, file_id: str) -> Response:
    return serve_waiting_file(draft_id, file_id)


@paper_alone_screen.post("/papers/<draft_id>/remove")
def post_photo_removal(draft_id: str) -> ResponseReturnValue:
    file_id = request.form.get("file", "")
    supplements.remove_supplement_file(session.box(), draft_id, file_id, session.current_actor())
    return redirect(url_for(".show", draft_id=draft_id), 303)


@paper_alone_screen.post("/papers/<draft_id>/send")
def post_papers_alone(draft_id: str) -> ResponseReturnValue:
    """Send all of it; a second tap sends nothing more."""
    current = session.current_session()
    try:
        supplements.send_terminal_supplement(session.box(), draft_id, current.preferences, current.actor)
    except Refused as refused:
        if refused.code != Refusal.NOTHING_ADDED:
            raise
        return _papers_page(draft_id, refused)
    session.wake_loops()
    return redirect(url_for(".show_sent_papers", draft_id=draft_id), 303)


@paper_alone_screen.get("/papers/<draft_id>/sent")
def show_sent_papers(draft_id: str) -> ResponseReturnValue:
    try:
        sent = supplements.read_sent_supplement(session.box(), draft_id, session.current_actor())
    except Refused:
        return _over()
    reference, supplement = sent
    return render_page(
        "after/paper_alone/sent.html",
        reference=reference,
        documents=[(_name(document.item), len(document.files)) for document in supplement.documents],
        written=supplement.message,
        missing=describe_held_papers(session.box(), draft_id, session.page_words().marked),
    )


def _over() -> ResponseReturnValue:
    return redirect(url_for("whereabouts.show"), 303)


def _papers_page(draft_id: str, refused: Refused | None = None) -> Response:
    box, actor = session.box(), session.current_actor()
    told = supplements.read_terminal_supplement(box, draft_id, actor)
    waiting = supplements.list_waiting_documents(box, draft_id, actor)
    return render_page(
        "after/paper_alone/page.html",
        draft_id=draft_id,
        reference=told.reference,
        items=[(item, _name(item, told.procedure), _files(waiting, item)) for item in told.items],
        written=told.words,
        waits=bool(waiting or told.words),
        again=bool(request.args.get("again")),
        full=sum(len(document.files) for document in waiting) >= supplements.MOST_FILES,
        most=supplements.MOST_FILES,
        refused=refused,
    )


def _words(draft_id: str, refused: Refused | None = None) -> Response:
    told = supplements.read_terminal_supplement(session.box(), draft_id, session.current_actor())
    return render_page(
        "after/paper_alone/words.html",
        draft_id=draft_id,
        asked=[item.label for item in told.items if not item.id],
        typed=request.form.get("words", told.words),
        most=supplements.LONGEST_WORDS,
        refused=refused,
    )


def _camera(draft_id: str, item_id: str, refused: Refused | None = None) -> Response:
    box, actor = session.box(), session.current_actor()
    told = supplements.read_terminal_supplement(box, draft_id, actor)
    return camera_page(
        "after/paper_alone/camera.html",
        draft_id=draft_id,
        item=told.item(item_id),
        name=_name(told.item(item_id), told.procedure),
        waits=bool(supplements.list_waiting_documents(box, draft_id, actor)),
        upload=box.clock.new_id(),
        refused=refused,
    )


def _files(waiting: tuple[AddedDocument, ...], item: SupplementItem) -> list[str]:
    return [file.id for document in waiting if document.item == item for file in document.files]


def _name(item: SupplementItem, procedure: str = "") -> str:
    """The paper in the reader's language. Without the procedure, as any procedure calls a document so named."""
    for known in session.box().catalogue.procedures:
        if not procedure and any(paper.id == item.id and paper.title.text == item.label for paper in known.documents):
            procedure = known.id
    return session.page_words().text(Text(item.label, context=procedure))
