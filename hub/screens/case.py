"""The page of one case, for instructors: answers, additions, decisions, and the form of the next decision."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import astuple
from werkzeug.wrappers import Response

from hub.cases import case_history, case_silence, other_contents
from hub.cases.case_history import changes, happened, happened_to_erased
from hub.cases.cases import CaseFile, read_case
from hub.cases.states import PAPERS_WAIT, following
from hub.decisions import documents
from hub.decisions.asking import askable
from hub.decisions.decisions import AUTHORED
from hub.decisions.decisions import decide as decide_case
from hub.decisions.decisions import take_back as take_decision_back
from hub.decisions.documents import Brought, read_document
from hub.decisions.from_template import fill
from hub.decisions.rights import requests_of
from hub.decisions.settling import settle as settle_paper
from hub.files.listed_file import received_ids
from hub.hub import this_hub
from hub.retention.retention import read_erased_case
from hub.trail import audit
from hub.trail.audit import AuditAction
from hub.web import last_search, pane
from hub.web.beside import templates_for, work_of
from hub.web.decision_form import EMPTY, DecisionForm, again, chosen, refused, typed, with_template
from hub.web.filters import today
from hub.web.visitor import instructors_only, me
from kiosk.domain.events import case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.submission import stops_passed
from kiosk.domain.replies import author as authors
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.words import Words

case = Blueprint("case", __name__)
FRENCH_WORDS = Words()
"""What an instructor reads is in French."""


@case.get("/dossiers/<reference>")
@instructors_only
def show(reference: str) -> Response | str:
    """The case, at the address with its reference as printed; other spellings redirect there."""
    proper = _proper(reference)
    if proper != reference:
        return redirect(url_for("case.show", reference=proper))
    try:
        file = _read(reference)
    except Refused:
        return _remains(reference)
    hub = this_hub()
    in_a_month = hub.day(hub.clock.now()) + PAPERS_WAIT
    offered = following(file.state, prepared=file.prepared)
    return _page(file, chosen(request.args, offered, file.taken, in_a_month.isoformat()))


@case.post("/dossiers/<reference>")
@instructors_only
def decide(reference: str) -> Response | tuple[str, int]:
    """Decide: change the state, with the message the citizen will read."""
    form = typed(request.form)
    try:
        author = authors.read(*astuple(form.author)) if form.author else None
        document = read_document(_brought()) if form.carries else None
        said = (form.to, form.message, form.seen, form.papers_by, form.asks, form.used)
        decide_case(this_hub(), me(), reference, *said, author=author, document=document)
    except Refused as fault:
        if fault.code == HubRefusal.UNKNOWN_CASE:
            raise
        return _page(_read(reference), refused(form, fault)), 422
    return redirect(url_for("case.show", reference=reference), 303)


@case.get("/dossiers/<reference>/modele")
def show_again(reference: str) -> ResponseReturnValue:
    """The case, where whoever had to sign in again comes back."""
    return show(reference)


@case.post("/dossiers/<reference>/modele")
@instructors_only
def use_template(reference: str) -> str | tuple[str, int]:
    """Fill the message from the template that was chosen; everything typed stays in the form."""
    form, hub = typed(request.form), this_hub()
    file = _read(reference)
    if not form.template:
        return _page(file, form)
    try:
        with hub.store.reading() as connection:
            words, used = fill(connection, file, form.template, form.papers_by, form.asks)
    except Refused as fault:
        return _page(file, refused(form, fault)), 422
    return _page(file, with_template(form, words, used))


@case.post("/dossiers/<reference>/reprendre")
@instructors_only
def take_back(reference: str) -> str | tuple[str, int]:
    """Take back a decision that has not left; its form comes again, with the words that it had."""
    try:
        taken = take_decision_back(this_hub(), me(), reference, request.form.get("decision", ""))
    except Refused as fault:
        if fault.code == HubRefusal.UNKNOWN_CASE:
            raise
        return _page(_read(reference), DecisionForm(fault=fault.code)), 422
    return _page(_read(reference), again(taken), taken_back=True)


@case.post("/dossiers/<reference>/demandees/<paper_id>")
@instructors_only
def settle(reference: str, paper_id: str) -> Response:
    """Tick off a paper that was asked for, or take the tick back."""
    reference = _proper(reference)
    settle_paper(this_hub(), me(), reference, paper_id, request.form.get("state", ""))
    return redirect(url_for("case.show", reference=reference, _anchor=f"asked-{paper_id}"), 303)


def _brought() -> Brought:
    sent = request.files.get("document")
    return Brought(sent.filename or "", sent.stream.read()) if sent else Brought()


def _read(reference: str) -> CaseFile:
    hub = this_hub()
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, reference, me().scope)
    audit.note(hub, AuditAction.OPENED, by=me().id, reference=file.reference)
    return file


def _remains(reference: str) -> str:
    with this_hub().store.reading() as connection:
        left = read_erased_case(connection, reference, me().scope)
    return render_template("hub/erased.html", case=left, happened=happened_to_erased(left.events, left.happened))


def _page(file: CaseFile, form: DecisionForm = EMPTY, taken_back: bool = False) -> str:
    hub, offered = this_hub(), following(file.state, prepared=file.prepared)
    with hub.store.reading() as connection:
        requests, arrived_files = requests_of(connection, file), received_ids(connection, file.id)
        others = other_contents.of_case(connection, file.id, file.lock)
        sought = last_search.page(hub, connection)
        listed = pane.values(hub, connection, pane.asked(hub, connection), sought)
        beside = work_of(hub, connection, file)
        known = templates_for(connection, file, form.to)
    return render_template(
        "hub/case.html",
        case=file,
        happened=happened(file),
        offered=offered,
        form=form,
        minutes=hub.settings.take_back_minutes,
        taken_back=taken_back,
        asked=requests,
        came=arrived_files,
        others=others,
        today=today(hub.clock.now()),
        stops=stops_passed(file.submitted),
        changes=changes(file.submitted, file.corrections),
        latest=case_line.corrected(body for _, body in file.corrections),
        documents=case_line.documents(file.submitted, (body for _, body in file.supplements)),
        silence=case_silence.of_case(hub, file),
        line=case_history.of_case(hub, file),
        words=FRENCH_WORDS,
        work_trouble=request.args.get("fault", "")[:40],
        **listed,
        found=sought is not None,
        **beside,
        askable=askable(file.submitted),
        message_templates=known,
        authored=AUTHORED,
        author=form.author or me().author,
        document_faults=documents.FAULTS,
    )


def _proper(reference: str) -> str:
    try:
        return references.parse_reference(reference)
    except Refused:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference) from None
