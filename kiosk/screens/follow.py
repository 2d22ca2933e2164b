"""Screens that find a submitted case, by reference, name or birth date, and show what happened to it since."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.events import case_line
from kiosk.domain.events import reference as references
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import AddedFrom, EventType, RequestOutcome
from kiosk.domain.events.wire.statements import NamedCases
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import list_site_codes
from kiosk.services.lost import replace_receipt
from kiosk.services.lost.replace_receipt import PersonSearch
from kiosk.services.papers import paper, receipt
from kiosk.services.papers.kinds import hub_update
from kiosk.services.papers.kinds.case_receipt import find_priced_case
from kiosk.services.people.people_search import DirectoryEntry
from kiosk.services.procedures import look_up
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import ShownReceipt
from kiosk.services.submitted import append_event, follow_case, payments
from kiosk.services.submitted.follow_case import FollowedCase, ReadUpdate
from kiosk.services.work.person import their_cases
from kiosk.store import cases, journal, open_answers, spool
from kiosk.store.journal import NamedLine
from kiosk.store.outbox import PastEvent
from kiosk.web import detours, rate_limits, session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page, replaces_only
from kiosk.web.shift_memory import find_case_news, find_person_of_case, keep_case_news, search_cases_by_person
from kiosk.words.paper_words import describe_missing_papers
from kiosk.words.words import Words

SENT = frozenset(
    {
        JournalAction.SUBMITTED,
        JournalAction.SUPPLEMENTED,
        JournalAction.CORRECTED,
        JournalAction.CASE_WITHDRAWN,
        JournalAction.CODE_REPLACED,
    }
)
"""Actions that the events themselves tell."""


class HistoryLine(Struct, frozen=True):
    """One line: its icon, when in words and for machines (`datetime`), what happened, and what is said of it."""

    icon: str
    when: str
    datetime: str
    words: str
    more: str


def list_history_lines(
    events: Iterable[PastEvent],
    journal: Iterable[NamedLine],
    words: Words,
    updates: Iterable[ReadUpdate] = (),
    elsewhere: Iterable[ReadUpdate] = (),
) -> list[HistoryLine]:
    """The events of a case, what the service said, what was added elsewhere, and the other lines of the journal about
    it, newest first. What a person sent alone at a terminal of this box is told once, as what was sent from here."""
    told, lines = {update.id: update for update in elsewhere}, list[HistoryLine]()

    def add(icon: str, at: datetime, what: str, more: str) -> None:
        lines.append(HistoryLine(icon, words.moment(at), stamp(at), what, more))

    for event in events:
        papers = " · ".join(_papers(told.pop(event.id, None), words))
        icon = "send" if event.acknowledged_at else "cloud-upload"
        add(icon, event.recorded_at, words.code("event", event.type), f"{_fate(event, words)} {papers}".rstrip())
    for update in updates:
        if update.outcome:  # of a request about data
            called = words.code("rights", update.outcome)
        elif update.acknowledges:
            called = words.code("paper", "accuse")
        else:
            called = words.code("state", update.state)
        add("landmark", update.at, called, update.by)
    for update in told.values():
        source = update.came and update.came["source"]
        called = words.code("added-from", source if source in tuple(AddedFrom) else "elsewhere")
        where = [words.in_french(update.by)] if update.by else []
        add("paperclip", update.at, called, " · ".join([*where, *_papers(update, words)]))
    for line in journal:
        if line.action not in SENT:
            add("user-round", line.at, words.code("journal", line.action), line.mediator)
    return sorted(lines, key=lambda line: line.datetime, reverse=True)


def _papers(update: ReadUpdate | None, words: Words) -> list[str]:
    """Which papers were added, and how many files, as far as the mediator can read it."""
    documents = update.came["documents"] if update and update.came else []
    labels = [words.in_french(document["label"]) for document in documents if document["label"]]
    files = sum(document["files"] for document in documents)
    counted = words.code("telephone", "files", number=words.number(files)) if files else ""
    return [part for part in (words.listed(labels), counted) if part]


def _fate(event: PastEvent, words: Words) -> str:
    if event.acknowledged_at:
        return words.code("fate", "received", at=words.moment(event.acknowledged_at))
    if event.dismissed_at and (event.rejected_at or not event.replaced):
        return words.code("fate", "set-aside")
    if event.replaced:
        return words.code("fate", "replaced")
    return words.code("fate", "refused" if event.rejected_at else "kept")


find_screen = make_staff_screen("find", "/desk/find")
FOUND = "div#people-found"
"""What htmx sends as `HX-Target` while a name is being typed."""
LEAST = 2
"""Letters from which a list is shown while a name is being typed."""


@find_screen.get("", endpoint="show")
def show_case_search() -> Response:
    return _find_page("", [])


@find_screen.post("")
def post_case_search() -> ResponseReturnValue:
    """Find by a reference, a name or a birth date; what was typed is posted, never in an address."""
    typed = request.form.get("reference", "").strip()
    if replaces_only(FOUND):
        rate_limits.count_screen_try("typing")
        matches = search_cases_by_person(typed) if len(typed) >= LEAST else []
        return make_response(render_template("desk/find/_found.html", **_found(typed, matches)))
    if not typed:
        return _find_page("", [])
    rate_limits.count_screen_try("search")
    try:
        followed = follow_case.follow_typed_reference(session.box(), typed, session.current_actor())
    except Refused as refused:
        matches = search_cases_by_person(typed)
        # A name that nobody bears is no mistake of who typed it.
        if matches or (any(character.isalpha() for character in typed) and refused.code == Refusal.NOT_A_REFERENCE):
            return _find_page(typed, matches)
        return _find_page(typed, matches, refused.code, 422)
    return detours.redirect_to_followed(followed.reference)


def _find_page(typed: str, matches: list[DirectoryEntry], fault: str = "", status: int = 200) -> Response:
    found = _found(typed, matches)
    return render_page("desk/find/page.html", status, here="find", typed=typed, fault=fault, **found)


def _found(typed: str, matches: list[DirectoryEntry]) -> dict[str, object]:
    """The list, and the person where all is of one."""
    box, of_one = session.box(), bool(matches) and all(entry.is_of(matches[0]) for entry in matches[1:])
    db = box.store.read()
    return {
        "found": their_cases(box, db, session.current_actor(), matches),
        "whose": find_person_of_case(matches[0].case_id) if of_one else None,
    }


named_screen = make_staff_screen("named", "/desk/find/by-name")
FIELDS: dict[StrEnum, str] = {Refusal.NOT_A_BIRTH_DATE: "birth_date", Refusal.NOT_A_PHONE_NUMBER: "phone"}
"""The fields of the form that a refusal is about; all others are about the name."""


@named_screen.get("", endpoint="show")
def show_named_search() -> Response:
    return _named_page(PersonSearch(""))


@named_screen.post("")
def post_named_search() -> ResponseReturnValue:
    """Ask the hub; what was typed is posted, never in an address, and its answer is kept nowhere."""
    typed = PersonSearch(*(request.form.get(name, "")[:100].strip() for name in ("name", "birth_date", "phone")))
    rate_limits.count_screen_try("named")
    try:
        return _named_page(typed, found=replace_receipt.find_named_cases(session.box(), typed, session.current_actor()))
    except Refused as refused:
        if refused.code == Refusal.NO_SERVICE_YET:
            raise
        return _named_page(typed, refused=refused)
    except Unreachable:
        return _named_page(typed, unreachable=True)


def _named_page(
    typed: PersonSearch, found: NamedCases | None = None, refused: Refused | None = None, unreachable: bool = False
) -> Response:
    box, status = session.box(), 200
    if refused:
        status = 429 if refused.code == Refusal.TOO_MANY_SEARCHES else 422
    titles = {case.procedure: box.catalogue.get(case.procedure) for case in found.named} if found else {}
    return render_page(
        "lost/named/page.html",
        status,
        here="find",
        typed=typed,
        found=found,
        titles=titles,
        unreachable=unreachable,
        refused=refused,
        at_fault=FIELDS.get(refused.code, "name") if refused else "",
    )


followed_screen = make_staff_screen("followed", "/desk/references")
JUST_NOW = timedelta(seconds=15)
"""For how long the page says that what was added is kept."""


@followed_screen.get("/<reference>", endpoint="show")
def show_followed_case(reference: str) -> Response:
    return _followed_page(reference)


@followed_screen.post("/<reference>/whereabouts")
def post_case_code(reference: str) -> ResponseReturnValue:
    """Ask the hub where a case of another site is, with the code of its receipt; what it tells is stored nowhere."""
    box, code = session.box(), request.form.get("code", "").strip()
    followed = follow_case.follow_typed_reference(box, reference, session.current_actor())
    rate_limits.count_screen_try("where")
    shown = ShownReceipt(followed.reference, code)
    try:
        heard = verify_receipt.find_case_whereabouts(box, shown, session.page_words().marked)
    except Refused as refused:
        return _followed_page(reference, refused)
    if heard.news is None:
        return _followed_page(reference, unreachable=True)
    rate_limits.uncount_screen_try("where")
    keep_case_news(followed.reference, heard.news)
    return detours.redirect_to_followed(followed.reference)


@followed_screen.post("/<reference>/payment")
def post_payment(reference: str) -> ResponseReturnValue:
    """Note that it is paid, with the number of the till's receipt if there is one, or that this was a mistake."""
    form, event_id = request.form, detours.event_id()
    try:
        payments.note_payment(
            session.box(), reference, form.get("receipt", ""), session.current_actor(), event_id,
            holds=form.get("do") != "undo",
        )  # fmt: skip
    except Refused as refused:
        if refused.code != Refusal.NOT_A_TILL_RECEIPT:
            raise
        return _followed_page(reference, refused)
    session.wake_loops()
    return redirect(detours.find_back_address("followed.show", reference=reference), 303)


def _followed_page(reference: str, refused: Refused | None = None, unreachable: bool = False) -> Response:
    """The case; what is next for it is the newest answer that is not done."""
    box = session.box()
    followed = follow_case.follow_typed_reference(box, reference, session.current_actor())
    follow_case.record_case_shown(box, followed)
    db, services = box.store.read(), session.current_session().ring.services
    procedure = look_up.find_procedure_of_case(box, db, followed.case_id)
    todo = next((update for update in reversed(followed.updates) if open_answers.is_answer_open(db, update.id)), None)
    words, submitted = session.page_words().marked, followed.submitted
    documents = {update.id: hub_update.find_document_of_update(db, update.said) for update in followed.updates}
    foreign = references.parse_site_code(followed.reference) not in list_site_codes(box.settings)
    past = (read.event for read in followed.history if "paid" not in (read.said or {}))  # the journal tells of those
    told = journal.select_journal_lines(db, followed.reference)
    line = follow_case.of_followed(box, followed)
    head = cases.read_case_head(db, followed.case_id) if followed.case_id else None
    unknown = followed.state_shown(line) == CaseState.UNKNOWN
    told_at, news = (unknown and find_case_news(followed.reference)) or (None, None)
    line = news.line if news else line
    return render_page(
        "after/followed/page.html",
        422 if refused else 200,
        here="find",
        refused=refused,
        unreachable=unreachable,
        told_at=told_at,
        asks_code=line is None and foreign and box.enrolment() is not None,
        state=followed.state_shown(line),
        channel=head.channel if head else "",
        erased=any(update.outcome == RequestOutcome.ERASED for update in followed.updates),
        whose=find_person_of_case(followed.case_id) if followed.readable else None,
        found=followed,
        saved=_just_saved(followed, box.clock.now()),
        procedure=procedure,
        questions={field.id: field for field in procedure.fields()} if procedure else {},
        danger=any(row.case_id == followed.case_id for row in open_answers.select_dangers(db, services)),
        asked={update.id: paper.labels(update.said, procedure, words) for update in followed.updates},
        given_documents={update_id: document for update_id, document in documents.items() if document},
        todo=todo,
        letter_printed=todo is not None
        and spool.is_paper_asked_for(db, hub_update.UPDATE.kind, f"{followed.reference}:{todo.id}", followed.reference),
        submission=cases.read_submission(db, followed.case_id) if followed.case_id else None,
        priced=find_priced_case(box, followed.case_id, KeyHolder(session.current_actor()))
        if followed.case_id
        else None,
        event_id=box.clock.new_id(),
        payment_fault=session.page_words().refused(refused)
        if refused and refused.code == Refusal.NOT_A_TILL_RECEIPT
        else "",
        happened=list_history_lines(past, told, words, followed.updates, followed.elsewhere),
        silence=[
            (words.in_french(about) if about else "", said)
            for about, said in (receipt.list_silence_sentences(followed.silence, words) if followed.silence else ())
        ],
        line_of_case=line,
        missing=describe_missing_papers(
            line.papers if line else None, news.procedure if news else followed.procedure_id, words
        ),
        service=words.in_french(submitted["service"]["name"] if submitted else news.service if news else ""),
        corrected=case_line.find_newest_answers(follow_case.list_valid_bodies(followed.history, EventType.CORRECTION)),
        documents=case_line.list_present_documents(submitted, followed.supplements) if submitted else [],
        open_to_supplements=followed.state_shown(line) not in (*ENDED, CaseState.NEEDS_ATTENTION)
        and not (followed.now and foreign)
        and not append_event.find_withdrawal_here(db, followed.reference, session.current_actor()),
    )


def _just_saved(followed: FollowedCase, now: datetime) -> EventType | None:
    """What was added to the case a moment ago, so that the page says that it is kept; None for nothing."""
    added = [
        read.event
        for read in followed.history
        if read.event.type != EventType.SUBMITTED and not {"noted", "paid"} & set(read.said or ())
    ]
    return added[-1].type if added and now - added[-1].recorded_at < JUST_NOW else None
