"""The page of one case, for instructors: answers, additions, decisions, the form of the next decision, and beside them
who has the case, notes of the service, and its files: they are downloaded, and of a photograph the
page shows one drawn anew."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import astuple, replace
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as Answer

from hub import message_templates, trail, work
from hub.cases import case_history, case_list
from hub.cases.case_history import list_changed_answers, list_erased_happenings, list_happenings
from hub.cases.case_list import CaseRow, rows_of_cases
from hub.cases.cases import CaseFile, read_case, read_other_contents
from hub.cases.states import PAPERS_WAIT, NewestQuery, Scope, next_states
from hub.decisions import decisions
from hub.decisions.decisions import (
    AUTHORED,
    NONE,
    Asking,
    DraftDecision,
    askable,
    decide_case,
    digest_of_message,
    fill_template,
    normal_message,
    read_document,
    read_used_template,
    settle_paper,
    take_back_decision,
)
from hub.decisions.leaving import is_accuse_due
from hub.decisions.passing import LONGEST_BODY, list_passed_cases, list_passing_services
from hub.decisions.rights import requests_of
from hub.files.listed_file import open_case_file, open_given, received_ids
from hub.hub import Hub, this_hub
from hub.keyring import Ring
from hub.replies import Passing, TakenDecision
from hub.retention import read_erased_case
from hub.secrets import vault
from hub.secrets.vault import fold, label_of, unwrap_lock
from hub.store.schema import case_key, cases, site
from hub.trail import AuditAction
from hub.web import list_pane
from hub.web.pages import today
from hub.web.visitor import instructors_only, me
from kiosk.domain.events import case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.submission import list_passed_stops
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Rejected
from kiosk.files.clean_file import draw_preview
from kiosk.http.downloads import file_stream
from kiosk.words.words import Words

MOST = 20
"""Other requests that are shown."""
_AUTHOR = ("given_names", "family_name", "quality")
_LONGEST_COUNT = 9
"""Digits: Python refuses to read a number of thousands of them."""
case = Blueprint("case", __name__)
owner = Blueprint("owner", __name__)
files = Blueprint("files", __name__)
_TYPES = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""The media types that boxes send; anything else is sent as bytes."""
FRENCH_WORDS = Words()
"""What an instructor reads is in French."""


def other_cases(connection: Connection, ring: Ring, file: CaseFile, scope: Scope) -> tuple[CaseRow, ...]:
    """The newest of them, prepared ones among them."""
    person = file.submitted["person"]
    born = person.get("birth_date")
    if not born or not (person["family_name"] or person["given_names"]):
        return ()
    words = f"{person['family_name']} {person['given_names']} {born}"
    tokens = vault.tokens_of(ring, words)
    found = [
        case_id
        for prepared in (False, True)
        for case_id in case_list.find_named(connection, NewestQuery("", prepared, scope), tokens, MOST + 1)
        if case_id != file.id
    ]
    query = select(cases.c.id, cases.c.names, case_key.c.wrapped).join(case_key).where(cases.c.id.in_(found))
    about = set()
    for row in connection.execute(query):
        people = unwrap_lock(ring, row.id, row.wrapped).read(label_of("names", row.id), row.names)
        if any(_key(people.get(who, {})) == _key(person) for who in ("person", "applicant")):
            about.add(row.id)
    return rows_of_cases(connection, ring, [case_id for case_id in found if case_id in about][:MOST])


def _key(person: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(str(person.get(name) or "")) for name in ("family_name", "given_names", "birth_date"))


class DecisionForm(DraftDecision, frozen=True):
    """What the form holds; `to` is "" before a decision is chosen, and `fault` the code of what is wrong with it.

    `template` is the one that is chosen in it, `lacks` what the case has not. `author` is not judged yet. `carries`
    says that a document goes with it.
    """

    fault: str = ""
    template: str = ""
    lacks: str = ""
    carries: bool = False


EMPTY = DecisionForm()


def read_decision_form(form: Any) -> DecisionForm:
    """What came from the browser (a `MultiDict`)."""
    seen = form.get("seen", "")
    return DecisionForm(
        form.get("to", ""),
        form.get("message", ""),
        int(seen) if seen.isdecimal() and len(seen) <= _LONGEST_COUNT else -1,
        form.get("papers_by", "")[:20],
        Asking(tuple(form.getlist("asked")), form.get("others", "")),
        template=form.get("template", "")[:32],
        used=read_used_template(form.get("used", "")),
        author=Author(*(form.get(name, "")[:200] for name in _AUTHOR)) if "quality" in form else None,
        carries=form.get("carries", "") == "document",
        passing=_read_passing(form) if "service" in form else None,
    )


def _read_passing(form: Any) -> Passing:
    places = (form.get("service", "")[:64], form.get("site", "")[:4], form.get("body", "")[:LONGEST_BODY])
    return Passing(*places, other_body="other_body" in form)


def make_decision_form(
    arguments: Mapping[str, str], offered: tuple[str, ...], stopped: TakenDecision | None, day: str
) -> DecisionForm:
    """The form of the decision that the address names (`?decision=accepted`), with what one that was `stopped` said.

    `day` is the ISO day proposed for papers.
    """
    to = arguments.get("decision", "")
    if to not in offered:
        return EMPTY
    if stopped is not None and (to == CaseState.RECEIVED if stopped.passed else stopped.state == to):
        return reopen_decision_form(stopped)
    return DecisionForm(to, papers_by=day)


def reopen_decision_form(taken: TakenDecision) -> DecisionForm:
    ticked = tuple(paper.document for paper in taken.asked if paper.document)
    lines = "\n".join(paper.label for paper in taken.asked if not paper.document)
    return DecisionForm(
        CaseState.RECEIVED if taken.passed else taken.state,
        taken.message,
        papers_by=taken.papers_by,
        asks=Asking(ticked, lines),
        author=taken.author,
        passing=taken.passed,
    )


def decision_form_with_fault(form: DecisionForm, fault: Refused) -> DecisionForm:
    """The form with what is wrong with it; a message whose template changed counts as one's own from then on."""
    lacks = str(fault.details.get("lacks", ""))
    used = NONE if fault.code == HubRefusal.TEMPLATE_CHANGED else form.used
    return replace(form, fault=fault.code, lacks=lacks, used=used)


@case.get("/dossiers/<reference>")
@instructors_only
def show_case(reference: str) -> Answer | str:
    """The case, at the address with its reference as printed; other spellings redirect there."""
    proper = _proper(reference)
    if proper != reference:
        return redirect(url_for("case.show_case", reference=proper))
    hub = this_hub()
    try:
        file = _read(reference)
    except Refused:
        with hub.store.reading() as connection:
            if any(passed.reference == reference for passed in list_passed_cases(connection, me().scope)):
                return redirect(url_for("cases.show_passed_cases", _anchor=reference))
            left = read_erased_case(connection, reference, me().scope)
        happened = list_erased_happenings(left.events, left.happened)
        return render_template("hub/erased.html", case=left, happened=happened)
    in_a_month = hub.day(hub.clock.now()) + PAPERS_WAIT
    offered = next_states(file.state, prepared=file.prepared)
    return _page(file, make_decision_form(request.args, offered, file.taken, in_a_month.isoformat()))


@case.post("/dossiers/<reference>")
@instructors_only
def post_decision(reference: str) -> Answer | tuple[str, int]:
    """Decide: change the state, with the message the citizen will read."""
    form, sent, document = read_decision_form(request.form), request.files.get("document"), None
    try:
        author = authors.parse_author(*astuple(form.author)) if form.author else None
        if form.carries:
            document = read_document(sent.filename or "", sent.stream.read()) if sent else read_document("", b"")
        decide_case(this_hub(), me(), reference, replace(form, author=author), document)
    except Refused as fault:
        if fault.code == HubRefusal.UNKNOWN_CASE:
            raise
        return _page(_read(reference), decision_form_with_fault(form, fault)), 422
    return redirect(url_for("case.show_case", reference=reference), 303)


@case.get("/dossiers/<reference>/modele")
def show_case_again(reference: str) -> ResponseReturnValue:
    """The case, where whoever had to sign in again comes back."""
    return show_case(reference)


@case.post("/dossiers/<reference>/modele")
@instructors_only
def post_template_choice(reference: str) -> str | tuple[str, int]:
    """Fill the message from the template that was chosen; everything typed stays in the form."""
    form, hub = read_decision_form(request.form), this_hub()
    file = _read(reference)
    if not form.template:
        return _page(file, form)
    try:
        with hub.store.reading() as connection:
            words, used = fill_template(connection, file, form.template, form.papers_by, form.asks)
    except Refused as fault:
        return _page(file, decision_form_with_fault(form, fault)), 422
    own = normal_message(form.message)
    if not own or digest_of_message(own) == form.used.digest:  # nobody wrote it
        return _page(file, replace(form, message=words, used=used))
    return _page(file, replace(form, message=f"{own}\n\n{words}", used=NONE))


@case.post("/dossiers/<reference>/reprendre")
@instructors_only
def post_decision_take_back(reference: str) -> str | tuple[str, int]:
    """Take back a decision that has not left; its form comes again, with the words that it had."""
    try:
        taken = take_back_decision(this_hub(), me(), reference, request.form.get("decision", ""))
    except Refused as fault:
        if fault.code == HubRefusal.UNKNOWN_CASE:
            raise
        return _page(_read(reference), DecisionForm(fault=fault.code)), 422
    return _page(_read(reference), reopen_decision_form(taken), taken_back=True)


@case.post("/dossiers/<reference>/demandees/<paper_id>")
@instructors_only
def post_paper_state(reference: str, paper_id: str) -> Answer:
    reference = _proper(reference)
    settle_paper(this_hub(), me(), reference, paper_id, request.form.get("state", ""))
    return redirect(url_for("case.show_case", reference=reference, _anchor=f"asked-{paper_id}"), 303)


def _read_unnoted(reference: str) -> CaseFile:
    hub = this_hub()
    with hub.store.reading() as connection:
        return read_case(connection, hub.ring, reference, me().scope)


def _read(reference: str) -> CaseFile:
    file = _read_unnoted(reference)
    trail.append_audit_line(this_hub(), AuditAction.OPENED, by=me().id, reference=file.reference)
    return file


def _page(file: CaseFile, form: DecisionForm = EMPTY, taken_back: bool = False) -> str:
    hub, offered = this_hub(), next_states(file.state, prepared=file.prepared)
    with hub.store.reading() as connection:
        requests = requests_of(connection, file) if file.requests else []
        arrived_files = received_ids(connection, file.id)
        others = read_other_contents(connection, file.id, file.lock)
        sought = list_pane.read_last_search(hub, connection)
        listed = list_pane.list_pane_values(hub, connection, list_pane.read_pane_query(hub, connection), sought)
        owner_id = work.read_owned_case(connection, file.reference, me().scope).owner
        colleagues = work.colleagues(hub, file.reference, me().scope)
        notes = work.read_case_notes(connection, file.id, file.lock)
        elsewhere = other_cases(connection, hub.ring, file, me().scope)
        states_elsewhere = list_pane.list_shown_states(hub, connection, elsewhere)
        service, title = file.submitted["service"]["id"], file.submitted["procedure"]["title"]
        places = select(site.c.code, site.c.name).where(site.c.revoked_at.is_(None)).order_by(site.c.name)
        sites = connection.execute(places).all() if form.to == CaseState.RECEIVED else ()
        services = list_passing_services(hub, connection) if sites else ()
        offers = message_templates.list_fitting_templates(connection, service, title, form.to) if form.to else []
    return render_template(
        "hub/case.html",
        case=file,
        happened=list_happenings(file),
        offered=offered,
        form=form,
        minutes=hub.settings.take_back_minutes,
        taken_back=taken_back,
        asked=requests,
        came=arrived_files,
        others=others,
        today=today(hub.clock.now()),
        stops=list_passed_stops(file.submitted),
        changes=list_changed_answers(file.submitted, file.corrections),
        latest=case_line.find_newest_answers(body for _, body in file.corrections),
        documents=case_line.list_present_documents(file.submitted, (body for _, body in file.supplements)),
        silence=case_history.silence_day_of_case(hub, file),
        acknowledges=is_accuse_due(file),
        line=case_history.line_of_case_file(hub, file),
        channel=dict(listed["choices"]["channel"]).get(file.submitted.get("channel", ""), ""),
        words=FRENCH_WORDS,
        work_trouble=request.args.get("fault", "")[:40],
        **listed,
        found=sought is not None,
        owner=owner_id,
        colleagues=colleagues,
        notes=notes,
        elsewhere=elsewhere,
        elsewhere_states=states_elsewhere,
        me=me(),
        askable=askable(file.submitted),
        message_templates=offers,
        authored=AUTHORED,
        sites=sites,
        services=services,
        author=form.author or me().author,
        document_faults=decisions.FAULTS,
    )


def _proper(reference: str) -> str:
    try:
        return references.parse_reference(reference)
    except Refused:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference) from None


@owner.post("/dossiers/<reference>/suivi")
@instructors_only
def post_case_owner(reference: str) -> Answer:
    """Give the case to whoever was chosen; nobody for « libre »."""
    to, had = request.form.get("to", "")[:32], request.form.get("had", "")[:32]
    try:
        work.hand_over_case(this_hub(), me(), reference, to, had)
    except Refused as fault:
        return _again(reference, fault)
    return redirect(url_for("case.show_case", reference=reference), 303)


@owner.post("/dossiers/<reference>/notes")
@instructors_only
def post_case_note(reference: str) -> Answer:
    """Keep a note about the case; its field is called `message`, so that a session that ended keeps what was typed."""
    hub = this_hub()
    try:
        with hub.store.writing() as connection:
            case = read_case(connection, hub.ring, reference, me().scope)
            if work.insert_case_note(hub, connection, case.id, case.lock, me().id, request.form.get("message", "")):
                trail.append_audit_line(hub, AuditAction.NOTED, by=me().id, reference=reference, within=connection)
    except Refused as fault:
        return _again(reference, fault)
    return redirect(url_for("case.show_case", reference=reference, _anchor="notes"), 303)


def _again(reference: str, fault: Refused) -> Answer:
    if fault.code == HubRefusal.UNKNOWN_CASE:
        raise fault
    return redirect(url_for("case.show_case", reference=reference, fault=fault.code), 303)


@files.get("/dossiers/<reference>/pieces/<attachment_id>")
@instructors_only
def download_case_file(reference: str, attachment_id: str) -> Response:
    case = _read_unnoted(reference)
    return _give(case, _named_files(case), attachment_id, open_case_file)


@files.get("/dossiers/<reference>/pieces/<attachment_id>/image")
@instructors_only
def show_case_picture(reference: str, attachment_id: str) -> Response:
    """A photograph of the case for its page to show, drawn anew and small; 404 for what is none. It is written to the
    audit trail as a download is.
    """
    case = _read_unnoted(reference)
    pictures = {file_id: about for file_id, about in _named_files(case).items() if about[1].startswith("image/")}
    original = _give(case, pictures, attachment_id, open_case_file)
    try:
        media_type, drawn = draw_preview(original.get_data())
    except Refused:
        abort(404)
    answered = Response(drawn, mimetype=media_type)
    answered.headers["Content-Disposition"] = "inline"
    return answered


def _named_files(case: CaseFile) -> dict[str, tuple[int, str, str]]:
    return {file["id"]: (file["size"], file["media_type"], file["name"]) for file in case.files}


@files.get("/dossiers/<reference>/documents/<document_id>")
@instructors_only
def download_decision_document(reference: str, document_id: str) -> Response:
    """The document of a decision, whether it has left or not."""
    case = _read_unnoted(reference)
    named = {file.id: (file.size, file.media_type, file.name) for file in case.documents.values()}
    return _give(case, named, document_id, open_given)


def _give(
    case: CaseFile,
    named: Mapping[str, tuple[int, str, str]],
    file_id: str,
    opened: Callable[[Hub, str, str], Iterator[bytes]],
) -> Response:
    """The bytes of a file; `named` are size, media type and name by id. Each download is written to the audit trail."""
    hub = this_hub()
    try:
        size, media_type, name = named[file_id]
        pieces = opened(hub, case.id, file_id)
    except (KeyError, Rejected):  # none of this case, or its event is there and the file is still on its way
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=case.reference) from None
    trail.append_audit_line(hub, AuditAction.FILE_OPENED, by=me().id, reference=case.reference, detail=file_id)
    shown = "".join(character for character in name if character.isprintable()) or "copie"
    answered = file_stream(pieces, size, media_type if media_type in _TYPES else "application/octet-stream", shown)
    answered.headers["Cache-Control"] = "no-store"
    return answered
