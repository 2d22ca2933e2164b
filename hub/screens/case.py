"""The page of one case, for instructors: answers, additions, decisions, and the form of the next decision."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from msgspec.structs import astuple, replace
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

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
    UploadedDocument,
    UsedTemplate,
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
from hub.decisions.rights import requests_of
from hub.files.listed_file import received_ids
from hub.hub import Hub, this_hub
from hub.keyring import Ring
from hub.replies import TakenDecision
from hub.retention import read_erased_case
from hub.secrets import vault
from hub.secrets.vault import label_of, unwrap_lock
from hub.store.schema import case_key, cases
from hub.trail import AuditAction
from hub.web import list_pane
from hub.web.pages import today
from hub.web.visitor import instructors_only, me
from hub.wire import fold
from kiosk.domain.events import case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.submission import list_passed_stops
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.words.words import Words

MOST = 20
"""Other requests that are shown."""
_LONGEST_COUNT = 9
"""Digits: Python refuses to read a number of thousands of them."""
case = Blueprint("case", __name__)
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
    same = [case_id for case_id in found if _is_about(connection, ring, case_id, person)]
    return rows_of_cases(connection, ring, same[:MOST])


def _is_about(connection: Connection, ring: Ring, case_id: str, person: Mapping[str, Any]) -> bool:
    query = select(cases.c.names, case_key.c.wrapped).join(case_key).where(cases.c.id == case_id)
    row = connection.execute(query).first()
    if row is None:
        return False
    people = unwrap_lock(ring, case_id, row.wrapped).read(label_of("names", case_id), row.names)
    return any(_key(people.get(who, {})) == _key(person) for who in ("person", "applicant"))


def _key(person: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(str(person.get(name) or "")) for name in ("family_name", "given_names", "birth_date"))


def work_of(hub: Hub, connection: Connection, file: CaseFile) -> dict[str, Any]:
    scope = me().scope
    return {
        "owner": work.read_owned_case(connection, file.reference, scope).owner,
        "colleagues": work.colleagues(hub, file.reference, scope),
        "notes": work.read_case_notes(connection, file.id, file.lock),
        "elsewhere": other_cases(connection, hub.ring, file, scope),
        "me": me(),
    }


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
        author=_author(form),
        carries=form.get("carries", "") == "document",
    )


def make_decision_form(
    arguments: Mapping[str, str], offered: tuple[str, ...], stopped: TakenDecision | None, day: str
) -> DecisionForm:
    """The form of the decision that the address names (`?decision=accepted`), with what one that was `stopped` said.

    `day` is the ISO day proposed for papers.
    """
    to = arguments.get("decision", "")
    if to not in offered:
        return EMPTY
    return (
        reopen_decision_form(stopped)
        if stopped is not None and stopped.state == to
        else DecisionForm(to, papers_by=day)
    )


def reopen_decision_form(taken: TakenDecision) -> DecisionForm:
    ticked = tuple(paper.document for paper in taken.asked if paper.document)
    lines = "\n".join(paper.label for paper in taken.asked if not paper.document)
    asks = Asking(ticked, lines)
    return DecisionForm(taken.state, taken.message, papers_by=taken.papers_by, asks=asks, author=taken.author)


def fill_decision_form(form: DecisionForm, words: str, used: UsedTemplate) -> DecisionForm:
    """The form with the text of a template: after what somebody wrote, or in the place of what a template had said."""
    own = normal_message(form.message)
    if not own or digest_of_message(own) == form.used.digest:
        return replace(form, message=words, used=used)
    return replace(form, message=f"{own}\n\n{words}", used=NONE)


def decision_form_with_fault(form: DecisionForm, fault: Refused) -> DecisionForm:
    """The form with what is wrong with it; a message whose template changed counts as one's own from then on."""
    lacks = str(fault.details.get("lacks", ""))
    used = NONE if fault.code == HubRefusal.TEMPLATE_CHANGED else form.used
    return replace(form, fault=fault.code, lacks=lacks, used=used)


def _author(form: Any) -> Author | None:
    """Who decides, as it was typed: not judged yet."""
    if "quality" not in form:
        return None
    return Author(*(form.get(name, "")[:200] for name in ("given_names", "family_name", "quality")))


@case.get("/dossiers/<reference>")
@instructors_only
def show_case(reference: str) -> Response | str:
    """The case, at the address with its reference as printed; other spellings redirect there."""
    proper = _proper(reference)
    if proper != reference:
        return redirect(url_for("case.show_case", reference=proper))
    try:
        file = _read(reference)
    except Refused:
        return _remains(reference)
    hub = this_hub()
    in_a_month = hub.day(hub.clock.now()) + PAPERS_WAIT
    offered = next_states(file.state, prepared=file.prepared)
    return _page(file, make_decision_form(request.args, offered, file.taken, in_a_month.isoformat()))


@case.post("/dossiers/<reference>")
@instructors_only
def post_decision(reference: str) -> Response | tuple[str, int]:
    """Decide: change the state, with the message the citizen will read."""
    form = read_decision_form(request.form)
    try:
        author = authors.parse_author(*astuple(form.author)) if form.author else None
        document = read_document(_brought()) if form.carries else None
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
    return _page(file, fill_decision_form(form, words, used))


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
def post_paper_state(reference: str, paper_id: str) -> Response:
    reference = _proper(reference)
    settle_paper(this_hub(), me(), reference, paper_id, request.form.get("state", ""))
    return redirect(url_for("case.show_case", reference=reference, _anchor=f"asked-{paper_id}"), 303)


def _brought() -> UploadedDocument:
    sent = request.files.get("document")
    return UploadedDocument(sent.filename or "", sent.stream.read()) if sent else UploadedDocument()


def _read(reference: str) -> CaseFile:
    hub = this_hub()
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, reference, me().scope)
    trail.append_audit_line(hub, AuditAction.OPENED, by=me().id, reference=file.reference)
    return file


def _remains(reference: str) -> str:
    with this_hub().store.reading() as connection:
        left = read_erased_case(connection, reference, me().scope)
    return render_template("hub/erased.html", case=left, happened=list_erased_happenings(left.events, left.happened))


def _page(file: CaseFile, form: DecisionForm = EMPTY, taken_back: bool = False) -> str:
    hub, offered = this_hub(), next_states(file.state, prepared=file.prepared)
    with hub.store.reading() as connection:
        requests, arrived_files = requests_of(connection, file), received_ids(connection, file.id)
        others = read_other_contents(connection, file.id, file.lock)
        sought = list_pane.read_last_search(hub, connection)
        listed = list_pane.list_pane_values(hub, connection, list_pane.read_pane_query(hub, connection), sought)
        beside = work_of(hub, connection, file)
        service, title = file.submitted["service"]["id"], file.submitted["procedure"]["title"]
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
        line=case_history.line_of_case_file(hub, file),
        channel=dict(listed["choices"]["channel"]).get(file.submitted.get("channel", ""), ""),
        words=FRENCH_WORDS,
        work_trouble=request.args.get("fault", "")[:40],
        **listed,
        found=sought is not None,
        **beside,
        askable=askable(file.submitted),
        message_templates=offers,
        authored=AUTHORED,
        author=form.author or me().author,
        document_faults=decisions.FAULTS,
    )


def _proper(reference: str) -> str:
    try:
        return references.parse_reference(reference)
    except Refused:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference) from None
