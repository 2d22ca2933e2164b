"""Takes the decision of a case, or of many at once, with its message and document; takes it back before it has left."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, select, update

from hub import message_templates, replies, trail
from hub.cases import states
from hub.cases.case_list import CaseRow, page_of_references
from hub.cases.cases import CaseFile, Decision, read_case
from hub.cases.states import UNDECIDED, is_reference, next_states
from hub.decisions import leaving
from hub.decisions.passing import check_passing
from hub.files import listed_file
from hub.files.listed_file import NewDocument, PutDocument
from hub.hub import Hub
from hub.intake.updates import send_update, sites_of_case
from hub.message_templates import values_of_case
from hub.opening import EPOCH
from hub.people.people import Staff
from hub.people.sessions import update_author
from hub.replies import Passing, TakenDecision
from hub.store.schema import asked_paper, cases, taken_decision
from hub.trail import AuditAction
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import UpdateKind, digest
from kiosk.domain.events.wire.statements import RequestedPaper, SettledUpdate
from kiosk.domain.replies.asked_paper import SETTLED, AskedState
from kiosk.domain.replies.author import Author
from kiosk.domain.replies.message_template import (
    FRENCH,
    MessageTemplate,
    fill_blanks,
    find_own_words,
    put_own_words,
)
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import PDF, check_file_family, clean_untrusted_file, inspect_pdf, label_file
from kiosk.words.words import Words

MOST_ASKED = 20
"""Papers in one request."""
LONGEST_LABEL = 200
"""Characters of a paper in free words."""
FAULTS = frozenset(
    {
        HubRefusal.DOCUMENT_MISSING,
        Refusal.ACTIVE_PDF,
        Refusal.BROKEN_FILE,
        Refusal.EMPTY_FILE,
        Refusal.FILE_TOO_LARGE,
        Refusal.LOCKED_PDF,
        Refusal.NOT_A_DOCUMENT,
        Refusal.TOO_MANY_PAGES,
        Refusal.TOO_MANY_PIXELS,
    }
)
"""What `read_document` refuses."""
_MEDIA_TYPE = "application/pdf"
_BETWEEN = ":"
AUTHORED = (CaseState.ACCEPTED, CaseState.REFUSED)
"""What is decided here says who decides: name, first name and quality (CRPA L. 212-1)."""
AT_ONCE = (CaseState.IN_PROGRESS, CaseState.CLOSED)
"""The states that many cases can be given."""
MOST = 200
"""Cases at once."""


class Asking(Struct, frozen=True):
    documents: tuple[str, ...] = ()
    others: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(filter(None, (" ".join(line.split()) for line in self.others.splitlines())))

    def __bool__(self) -> bool:
        return bool(self.documents or self.lines)


NOTHING = Asking()
"""No paper by name."""


def askable(submitted: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = submitted.get("documents") or ()
    return list({document["id"]: (document["id"], document["label"]) for document in listed if document["id"]}.values())


def make_asked_papers(
    asking: Asking, submitted: Mapping[str, Any], new_id: Callable[[], str]
) -> tuple[RequestedPaper, ...]:
    """The papers asked for, in the order of the case's documents, then those in free words.

    Raises `Refused`: `paper-not-listed` for an id that the case does not list, `too-many-papers`, `paper-too-long`.
    """
    known = dict(askable(submitted))
    if unknown := set(asking.documents) - set(known):
        raise Refused(HubRefusal.PAPER_NOT_LISTED, document=min(unknown))
    wanted = [(id_, label) for id_, label in known.items() if id_ in asking.documents]
    wanted += [("", line) for line in dict.fromkeys(asking.lines)]
    if len(wanted) > MOST_ASKED:
        raise Refused(HubRefusal.TOO_MANY_PAPERS, most=MOST_ASKED)
    if any(len(label) > LONGEST_LABEL for document, label in wanted if not document):
        raise Refused(HubRefusal.PAPER_TOO_LONG, most=LONGEST_LABEL)
    return tuple(RequestedPaper(new_id(), document, label) for document, label in wanted)


def read_document(name: str, data: bytes) -> NewDocument:
    """The document. Raises `Refused`: `document-missing`, and what `inspect_pdf` and `clean_untrusted_file` raise."""
    if not data:
        raise Refused(HubRefusal.DOCUMENT_MISSING)
    if check_file_family(data) == PDF:
        inspect_pdf(data)
        return NewDocument(label_file(name, _MEDIA_TYPE), _MEDIA_TYPE, data)
    cleaned = clean_untrusted_file(data, name)
    return NewDocument(cleaned.name, cleaned.media_type, cleaned.data)


def settle_paper(hub: Hub, by: Staff, reference: str, paper_id: str, state: str) -> None:
    """Tick a paper off, or take the tick back where `state` is "" ; once for the same press twice. The sites of the
    case are told what is ticked off now, so that no desk goes on asking for it.

    Raises `Refused`: `unknown-case`, also for a paper that was not asked for in it, `no-such-change` for another state.
    """
    if state not in (*SETTLED, ""):
        raise Refused(HubRefusal.NO_SUCH_CHANGE, to=state)
    with hub.store.writing() as connection:
        case = _locked(hub, connection, reference, by)
        if not any(item.paper.id == paper_id for item in case.asked):
            raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
        changed = connection.execute(
            update(asked_paper)
            .where(asked_paper.c.id == paper_id, asked_paper.c.settled != state)
            .values(settled=state, settled_by=by.id if state else None, settled_at=hub.clock.now() if state else None)
        )
        if changed.rowcount:
            states_now = {item.paper.id: item.state for item in case.asked} | {paper_id: state}
            told = partial(
                SettledUpdate,
                id=hub.clock.new_id(),
                reference=case.reference,
                kind=UpdateKind.SETTLED,
                state=case.state,
                message="",
                at=hub.clock.now(),
                by="",
                accepted=tuple(one for one, now in states_now.items() if now == AskedState.ACCEPTED),
                given_up=tuple(one for one, now in states_now.items() if now == AskedState.GIVEN_UP),
            )
            send_update(connection, sites_of_case(connection, case.reference), case.id, case.lock, told)
            detail = f"{paper_id} {state or 'open'}"
            trail.append_audit_line(
                hub, AuditAction.PAPER_SETTLED, by=by.id, reference=reference, detail=detail, within=connection
            )


class UsedTemplate(Struct, frozen=True):
    """Which template filled a message, as the form carries it: "" for none."""

    template: str = ""
    version: str = ""
    digest: str = ""

    @property
    def written(self) -> str:
        return _BETWEEN.join((self.template, self.version, self.digest)) if self.template else ""


NONE = UsedTemplate()
"""A message in one's own words."""


class DraftDecision(Struct, frozen=True):
    """A decision as its form says it: that the case's state becomes `to`, with the message that the citizen reads.

    `seen` is how many decisions the page had shown. `papers_by` is the day by which papers are due, as it was typed;
    only a request for papers reads it, and `asks`. `used` is the template that filled the message. `author` is who
    decides, where it is not as the account says. `passing` says whom the case is passed on to, in place of a decision.
    """

    to: str = ""
    message: str = ""
    seen: int = -1
    papers_by: str = ""
    asks: Asking = NOTHING
    used: UsedTemplate = NONE
    author: Author | None = None
    passing: Passing | None = None


def read_used_template(field: str) -> UsedTemplate:
    parts = field.split(_BETWEEN)
    return UsedTemplate(*parts) if len(parts) == len(UsedTemplate.__struct_fields__) and len(field) < 200 else NONE


def normal_message(message: str) -> str:
    return message.replace("\r\n", "\n").strip()


def fill_template(
    connection: Connection, case: CaseFile, template_id: str, papers_by: str, asks: Asking
) -> tuple[str, UsedTemplate]:
    """The French text of a template for this case, as the form then carries it.

    Raises `Refused`: `unknown-template`, `template-lacks`, and what `papers` raises.
    """
    template = message_templates.read_template(connection, case.submitted["service"]["id"], template_id)
    words = _filled(template, case, asks, papers_by)[FRENCH]
    return words, UsedTemplate(template.id, template.version, digest_of_message(words))


def make_decision_message(
    connection: Connection, case: CaseFile, draft: DraftDecision
) -> tuple[str, Mapping[str, str]]:
    """The message of a decision as it is kept, in French, and in other languages.

    Raises `Refused`: `template-changed` where a colleague changed the template meanwhile: nobody has read what it says
    now; and as `fill_template`.
    """
    words, used = normal_message(draft.message), draft.used
    if not used.template:
        return words, {}
    if used.digest != digest_of_message(words):
        return words, _say_around_own_words(connection, case, draft, words)
    template = message_templates.read_template(connection, case.submitted["service"]["id"], used.template)
    if template.version != used.version:
        raise Refused(HubRefusal.TEMPLATE_CHANGED)
    texts = _filled(template, case, draft.asks, draft.papers_by)
    return texts.pop(FRENCH), texts


def _say_around_own_words(
    connection: Connection, case: CaseFile, draft: DraftDecision, words: str
) -> Mapping[str, str]:
    """The translations of a template in which only its empty place was filled: what was written there stands in
    French, announced as such. None where more was changed, and nobody has translated what it says.
    """
    try:
        template = message_templates.read_template(connection, case.submitted["service"]["id"], draft.used.template)
        texts = _filled(template, case, draft.asks, draft.papers_by)
    except Refused:  # of a template that is gone, or lacks something now, the words that were read are sent
        return {}
    own = find_own_words(words, texts.pop(FRENCH))
    return {
        language: put_own_words(text, f"\n{Words(language).code('paper', 'service-wrote')}\n« {own} »")
        for language, text in texts.items()
        if own
    }


def digest_of_message(words: str) -> str:
    return digest(normal_message(words).encode("utf-8", "surrogatepass"))


def _filled(template: MessageTemplate, case: CaseFile, asks: Asking, papers_by: str) -> dict[str, str]:
    papers = make_asked_papers(asks, case.submitted, str)
    return {
        language: normal_message(fill_blanks(text, values_of_case(case, papers, papers_by, Words(language))))
        for language, text in template.texts.items()
    }


def decide_case(hub: Hub, by: Staff, reference: str, draft: DraftDecision, document: NewDocument | None = None) -> None:
    """Take the decision of a case, in one transaction; it leaves by itself (`leaving`).

    The same form sent twice, as a double tap does, is one decision. What the account lacked of its author is kept in
    it. `document` goes with it, and is kept by nobody where it is not taken.
    Raises `Refused`: `unknown-case`, `decided-meanwhile` where a colleague was faster or the person withdrew,
    `author-missing`, and what `states.check_state_change`, `states.papers_due`, `make_asked_papers` and
    `make_decision_message` raise; `OSError` where the store of files takes nothing.
    """
    put, taken = None, False
    if document and draft.to in AUTHORED:
        with hub.store.reading() as connection:
            lock = read_case(connection, hub.ring, reference, by.scope).lock
        put = listed_file.put_document(hub, lock, document)
    try:
        taken = _decide(hub, by, reference, draft, put)
    finally:
        if put and not taken:
            listed_file.delete_put_document(hub, put)
    listed_file.delete_dead_objects(hub)


def _decide(hub: Hub, by: Staff, reference: str, draft: DraftDecision, put: PutDocument | None) -> bool:
    to, asks = draft.to, draft.asks
    with hub.store.writing() as connection:
        case = _locked(hub, connection, reference, by)
        passed = check_passing(hub, connection, case, draft.passing) if draft.passing else None
        to = CaseState.CLOSED if passed and passed.body else to
        draft = replace(draft, to=to)
        message, said_in = make_decision_message(connection, case, draft)
        if case.seen and draft.seen == case.seen - 1 and _is_repeat(case, by, draft, message):
            return False
        if draft.seen != case.seen or case.withdrawal is not None or (case.taken is not None and case.taken.leaves):
            raise Refused(HubRefusal.DECIDED_MEANWHILE)
        if (to == CaseState.RECEIVED) != (passed is not None and not passed.body):
            raise Refused(HubRefusal.PASSING_PLACE)
        states.check_state_change(case.state, to, message, prepared=case.prepared, asks=bool(asks))
        author = draft.author or by.author
        if to in AUTHORED and not author.is_whole:
            raise Refused(HubRefusal.AUTHOR_MISSING)
        # What decides nothing leaves as soon as it is given.
        now, minutes = hub.clock.now(), 0 if to == CaseState.IN_PROGRESS else hub.settings.take_back_minutes
        taken = TakenDecision(
            id=hub.clock.new_id(),
            update_id=hub.clock.new_id(),
            state=to,
            message=message,
            asked=make_asked_papers(asks, case.submitted, hub.clock.new_id) if to == CaseState.INCOMPLETE else (),
            papers_by=states.papers_due(to, draft.papers_by, hub.day(now)),
            staff_id=by.id,
            staff_name=by.name,
            taken_at=now,
            leaves_at=now + timedelta(minutes=minutes),
            epoch=connection.execute(EPOCH).scalar_one(),
            said_in=said_in,
            author=author if author.is_whole else None,
            passed=passed,
        )
        if taken.author and not by.author.is_whole:
            update_author(connection, by.id, taken.author)
        if case.taken:
            listed_file.delete_given_documents(connection, case.taken.id, now)
        if put:
            listed_file.insert_given_document(connection, case.id, taken.id, case.lock, put)
        if minutes:
            replies.save_taken_decision(connection, case.id, case.lock, taken)
        else:
            leaving.send_decision(hub, connection, case, taken)
        action = AuditAction.PASSED_ON if passed else AuditAction.DECIDED
        trail.append_audit_line(hub, action, by=by.id, reference=reference, detail=to, within=connection)
    return True


def take_back_decision(hub: Hub, by: Staff, reference: str, decision_id: str) -> TakenDecision:
    """Take back a decision that has not left, whoever of the service took it; gives it, for the form to show again.

    Raises `Refused`: `unknown-case`, `decision-left` where it has left, or was taken back already.
    """
    with hub.store.writing() as connection:
        case = _locked(hub, connection, reference, by)
        taken = case.taken
        if taken is None or taken.id != decision_id:
            raise Refused(HubRefusal.DECISION_LEFT)
        replies.delete_taken_decision(connection, case.id)
        listed_file.delete_given_documents(connection, taken.id, hub.clock.now())
        trail.append_audit_line(
            hub, AuditAction.TAKEN_BACK, by=by.id, reference=reference, detail=taken.state, within=connection
        )
    listed_file.delete_dead_objects(hub)
    return taken


def _locked(hub: Hub, connection: Connection, reference: str, by: Staff) -> CaseFile:
    """The case, which nobody else decides or adds to until the transaction ends. Raises `Refused`: `unknown-case`."""
    connection.execute(select(cases.c.id).where(cases.c.reference == reference).with_for_update())
    return read_case(connection, hub.ring, reference, by.scope)


def _is_repeat(case: CaseFile, by: Staff, draft: DraftDecision, words: str) -> bool:
    last: Decision | TakenDecision = case.taken or case.decisions[-1]
    due = draft.papers_by.strip() if draft.to == CaseState.INCOMPLETE else ""
    if (last.staff_id, last.state, last.message, last.papers_by) != (by.id, draft.to, words, due):
        return False
    asked = case.taken.asked if case.taken else [item.paper for item in case.asked if item.at == case.decisions[-1].at]
    again = make_asked_papers(draft.asks, case.submitted, str) if due else ()
    return [(paper.document, paper.label) for paper in asked] == [(paper.document, paper.label) for paper in again]


class LeftOut(StrEnum):
    """Why a case does not go with the others; what else is told is the code of a `HubRefusal`."""

    UNKNOWN = "unknown-case"
    NOT_FROM_HERE = "no-such-change"
    ON_ITS_WAY = "on-its-way"
    UNDECIDED = "undecided"


class ChosenCase(Struct, frozen=True):
    """One case that was chosen: how many decisions its page had shown, and why it is `left_out`, "" where it is not."""

    reference: str
    seen: int = -1
    left_out: str = ""
    row: CaseRow | None = None


class ChangedCase(Struct, frozen=True):
    """What became of one case: `left_out` is "" where it has its new state; `taken` is the id of a decision that can
    still be taken back, "" for none.
    """

    reference: str
    left_out: str = ""
    taken: str = ""


def check_chosen_cases(hub: Hub, by: Staff, chosen: Iterable[str], to: str) -> list[ChosenCase]:
    """The cases of these references, in their order, and which of them cannot get this state.

    Raises `Refused`: `no-such-change` for a state that needs its case, `too-many-cases`.
    """
    known = _checked(list(chosen), to)
    with hub.store.reading() as connection:
        rows = {row.reference: row for row in page_of_references(connection, hub.ring, known, by.scope).rows}
        return [_look(hub, connection, by, reference, to, rows.get(reference)) for reference in known]


def change_chosen_cases(hub: Hub, by: Staff, chosen: Sequence[tuple[str, int]], to: str) -> list[ChangedCase]:
    """Give each of these cases the state, unless it had other decisions than were `seen`: (reference, seen).

    The same twice, as a double tap does, is one change. Raises as `check_chosen_cases` does.
    """
    known, seen = _checked([reference for reference, _ in chosen], to), dict(chosen)
    results = [ChangedCase(reference, _decided(hub, by, reference, to, seen[reference])) for reference in known]
    changed = [done.reference for done in results if not done.left_out]
    # The ids of the decisions that have not left.
    query = select(cases.c.reference, taken_decision.c.id).join(taken_decision, taken_decision.c.case_id == cases.c.id)
    query = query.where(cases.c.reference.in_(changed), taken_decision.c.stopped == "")
    with hub.store.reading() as connection:
        waiting = {row.reference: row.id for row in connection.execute(query)}
    return [ChangedCase(done.reference, done.left_out, waiting.get(done.reference, "")) for done in results]


def take_back_decisions(hub: Hub, by: Staff, taken: Sequence[tuple[str, str]]) -> list[ChangedCase]:
    known, ids = _checked([reference for reference, _ in taken], CaseState.CLOSED), dict(taken)
    results = []
    for reference in known:
        left_out = ""
        try:
            take_back_decision(hub, by, reference, ids[reference])
        except Refused as fault:
            left_out = fault.code
        results.append(ChangedCase(reference, left_out))
    return results


def _checked(chosen: list[str], to: str) -> list[str]:
    """The references that are some, each once. Raises `Refused`."""
    if to not in AT_ONCE:
        raise Refused(HubRefusal.NO_SUCH_CHANGE, to=to)
    if len(chosen) > MOST:
        raise Refused(HubRefusal.TOO_MANY_CASES, most=MOST)
    return [reference for reference in dict.fromkeys(chosen) if is_reference(reference)]


def _look(hub: Hub, connection: Connection, by: Staff, reference: str, to: str, row: CaseRow | None) -> ChosenCase:
    try:
        case = read_case(connection, hub.ring, reference, by.scope)
    except Refused:
        return ChosenCase(reference, left_out=LeftOut.UNKNOWN, row=row)
    left_out = ""
    if case.taken is not None and case.taken.leaves:
        left_out = LeftOut.ON_ITS_WAY
    elif _is_undecided(case, to):
        left_out = LeftOut.UNDECIDED
    elif to not in next_states(case.state, prepared=case.prepared):
        left_out = LeftOut.NOT_FROM_HERE
    return ChosenCase(reference, case.seen, left_out, row)


def _is_undecided(case: CaseFile, to: str) -> bool:
    """Whether closing it would end what nobody has decided; what was prepared, another body decides."""
    return to == CaseState.CLOSED and not case.prepared and case.state in UNDECIDED


def _decided(hub: Hub, by: Staff, reference: str, to: str, seen: int) -> str:
    try:
        with hub.store.reading() as connection:
            if _is_undecided(read_case(connection, hub.ring, reference, by.scope), to):
                return LeftOut.UNDECIDED
        decide_case(hub, by, reference, DraftDecision(to, "", seen))
    except Refused as fault:
        return fault.code
    return ""
