"""Takes what a follow page sends from somebody's own telephone: files, taking one away, and « Envoyer ».

Each is a form, and its answer the page again, which says what came of it: a browser without scripts sends as well.
"""

from collections.abc import Callable, Iterable

from flask import Blueprint, request
from werkzeug.wrappers import Response

from hub.hub import this_hub
from hub.screens.follow import PressOutcome, read_posted_ticket, render_case_news, render_follow_form
from hub.telephone import arriving
from hub.telephone.arriving import TelephoneUpload
from hub.telephone.door import Ticket
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

telephone = Blueprint("telephone", __name__)


@telephone.post("/f/copie")
def post_telephone_file() -> str | Response:
    """Keep the files that were photographed or chosen for a paper; status 503 asks for one again."""
    return _page(_take)


@telephone.post("/f/enlever")
def post_telephone_removal() -> str | Response:
    return _page(_take_away)


@telephone.post("/f/copies")
def post_telephone_send() -> str | Response:
    return _page(_send)


def _page(act: Callable[[Ticket], Iterable[PressOutcome]]) -> str | Response:
    try:
        ticket = read_posted_ticket()
    except Refused as refused:
        return render_follow_form(refused)
    notes = tuple(act(ticket))
    return render_case_news(ticket.case_id, ticket, notes=notes, just_sent=act is _send and not notes)


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


def _take_away(ticket: Ticket) -> Iterable[PressOutcome]:
    arriving.remove_waiting_file(this_hub(), ticket, request.form.get("file", "")[:32])
    yield PressOutcome("taken-away")


def _send(ticket: Ticket) -> Iterable[PressOutcome]:
    try:
        arriving.send_telephone_files(this_hub(), ticket, request.form.getlist("file")[: arriving.MOST_FILES])
    except Refused as refused:
        yield PressOutcome(refused=refused)
