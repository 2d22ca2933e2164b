"""The line of a case: the five stages that everybody who holds it sees alike, with who has it and what is to be done.

One rule, for the receipt's page, the terminal, the desk, the hub and the page that whoever holds the receipt opens.

What was submitted never changes; box and hub both show it with what came later beside it: its answers after
corrections, its documents after what was added.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from kiosk.domain.answers.attachment import JOINED, SEEN
from kiosk.domain.events.case_state import ENDED, CaseState, StateKind, kind_of_state
from kiosk.domain.events.silence_facts import Addition, CaseTurn, SilenceDay, find_promised_day
from kiosk.domain.events.wire.bodies import TownHallContact
from kiosk.domain.events.wire.statements import DecisionDocument, RequestedPaper, Whereabouts, silence_read
from kiosk.domain.places.site import Site
from kiosk.domain.replies.asked_paper import AskedPapers
from kiosk.domain.time import opening_hours
from kiosk.domain.time.opening_hours import OpeningHours
from kiosk.errors import Refused

Body = Mapping[str, Any]
"""The body of an event, as `docs/wire.md` describes it."""


class NewestAnswer(Struct, frozen=True):
    """The newest answer to a question: its words, the legal date (ISO 8601) of its correction, and who helped."""

    shown: str
    day: str
    helper: str


class DocumentNow(Struct, frozen=True):
    """A document of a case with its newest state; `day` (ISO 8601) is "" where nothing came after the submission. `by`
    is who saw the original, "" where nobody did or nobody says who."""

    label: str
    state: str
    by: str = ""
    day: str = ""
    attachments: tuple[Mapping[str, Any], ...] = ()


def find_newest_answers(corrections: Iterable[Body]) -> dict[str, NewestAnswer]:
    """For each corrected field its newest answer; `corrections` in the order they were made."""
    return {
        corrected["field"]: NewestAnswer(corrected["shown"], body["legal_date"], body.get("helper") or "")
        for body in corrections
        for corrected in body["corrections"]
        if corrected["field"]
    }


def list_present_documents(submitted: Body, supplements: Iterable[Body]) -> list[DocumentNow]:
    """The documents of a submitted body, each as the latest supplement that brought it left it."""
    came = {
        added["id"]: DocumentNow(
            added["label"],
            added["state"],
            (added.get("by") or body.get("helper") or "") if added["state"] == SEEN else "",
            body["legal_date"],
            tuple(added.get("attachments") or ()),
        )
        for body in supplements
        for added in body.get("documents") or ()
        if added["id"] and added["state"] in (SEEN, JOINED)
    }
    return [
        came.get(listed["id"])
        or DocumentNow(
            listed["label"], listed["state"], listed.get("by") or "", "", tuple(listed.get("attachments") or ())
        )
        for listed in submitted.get("documents") or ()
    ]


class Stage(StrEnum):
    """The stages, in order. `ASKED` may never come, and lasts until the service goes on with what was given; `DECIDED`
    is also the end of what was withdrawn."""

    KEPT = "kept"
    SENT = "sent"
    LOOKED_AT = "looked-at"
    ASKED = "asked"
    DECIDED = "decided"


class Passage(StrEnum):
    """How a case passed a stage. `SKIPPED`: it went on without it."""

    DONE = "done"
    SKIPPED = "skipped"
    CURRENT = "current"
    AHEAD = "ahead"


class Holder(StrEnum):
    """Who has the case: this town hall, the service, the person, another body that decides what was prepared, nobody
    once it has ended."""

    HERE = "here"
    SERVICE = "service"
    PERSON = "person"
    BODY = "body"
    NOBODY = "nobody"


class NextAction(StrEnum):
    """The single thing to do now. `MEND`: the desk, what the hub refused; `BRING`: the person, what is asked of them;
    `DEPOSIT`: the person, what was prepared here; `READ`: the person, the answer; `CONFIRM`: the hub, a withdrawal;
    `SEND`: nobody, it leaves by itself; `WAIT`: nobody but the service; `NOTHING`: nobody."""

    SEND = "send"
    MEND = "mend"
    WAIT = "wait"
    BRING = "bring"
    DEPOSIT = "deposit"
    READ = "read"
    CONFIRM = "confirm"
    NOTHING = "nothing"


class _PassedStage(Struct, frozen=True):
    """A stage as a case passed it; `day` is None where it is still ahead, or where nobody here knows it."""

    stage: Stage
    how: Passage
    day: date | None


class LineFacts(Struct, frozen=True):
    """What is known of a case. `deposited` is its legal day, `received` when the hub had it, None where that is not
    known here.

    `turns` and `additions` are in order of moments. `papers` are those that the service asks for, None where it asked
    in free words alone: then whatever comes is the answer. `withdrawn` is the day on which the hub confirmed a
    withdrawal; `withdrawing`: one was asked for. `needs_mending`: the hub refused the case. `sending`: it is leaving.
    `promised_days` are those within which the town hall promised an answer at the deposit, 0 for no promise; `today`
    is needed where there is one.
    """

    deposited: date | None
    received: date | None = None
    turns: tuple[CaseTurn, ...] = ()
    additions: tuple[Addition, ...] = ()
    papers: AskedPapers | None = None
    withdrawn: date | None = None
    withdrawing: bool = False
    needs_mending: bool = False
    sending: bool = False
    prepared: bool = False
    silence: SilenceDay | None = None
    promised_days: int = 0
    today: date | None = None


class CaseLine(Struct, frozen=True):
    """The line of a case: its five stages, of which one is the current one, and its state as every badge says it.

    `outcome` is the state that ended it, or `PASSED_ON`, "" before. `passed` is the turn by which it was last passed
    on, None where it never was. `papers_by` is the day by which the person gives what is asked, `papers` are what that
    is as far as it is named, `promise` when silence decides; all None once it has ended, or where there is none.
    `answer_by` is the last day on which the town hall's own promise is kept, None in the same cases; `overdue`: it is
    over, and it is not the person's turn.
    """

    stages: tuple[_PassedStage, ...]
    state: CaseState
    outcome: str
    holder: Holder
    next_action: NextAction
    papers: AskedPapers | None = None
    papers_by: date | None = None
    promise: SilenceDay | None = None
    passed: CaseTurn | None = None
    answer_by: date | None = None
    overdue: bool = False

    @property
    def current(self) -> _PassedStage:
        return next(passed for passed in self.stages if passed.how is Passage.CURRENT)

    @property
    def kind(self) -> StateKind:
        return kind_of_state(self.state)

    @property
    def asks(self) -> bool:
        """Whether it is the person's turn to give something."""
        return self.next_action is NextAction.BRING


PASSED_ON = "passed-on"
"""The outcome of a case that a body outside the hub goes on with."""
_STAGES = tuple(Stage)
_REACHED: Mapping[str, Stage] = {
    CaseState.RECEIVED: Stage.SENT,
    CaseState.IN_PROGRESS: Stage.LOOKED_AT,
    CaseState.INCOMPLETE: Stage.ASKED,
    **dict.fromkeys(ENDED, Stage.DECIDED),
}
_STATES: Mapping[NextAction, CaseState] = {
    NextAction.CONFIRM: CaseState.WITHDRAWING,
    NextAction.MEND: CaseState.NEEDS_ATTENTION,
    NextAction.DEPOSIT: CaseState.PREPARED,
}
"""What is to be done first of all says the state, wherever the service stands."""


def compute_case_line(facts: LineFacts) -> CaseLine:
    """The line of a case with these facts. What a newer hub says in words of its own changes nothing."""
    turns = [turn for turn in facts.turns if turn.state in _REACHED]
    if facts.prepared:  # Another body decides: that the copy of it was put away here is no decision.
        turns = [turn for turn in turns if turn.state not in ENDED or turn.state == CaseState.WITHDRAWN]
    withdrawn = facts.withdrawn or next((turn.day for turn in turns if turn.state == CaseState.WITHDRAWN), None)
    last, completed = turns[-1] if turns else None, False
    passed = next((turn for turn in reversed(turns) if turn.passed_to), None)
    if passed and passed.state == CaseState.RECEIVED:  # What another service did is not what this one does.
        turns = turns[turns.index(passed) :]
    if withdrawn:
        current = Stage.DECIDED
    elif last:
        current = _REACHED[last.state]
    else:
        current = Stage.SENT if facts.received else Stage.KEPT
    if current is Stage.ASKED and last:
        # What was asked is given: each thing that was named, else anything at all.
        given = any(addition.at >= last.at for addition in facts.additions)
        done = given if facts.papers is None else facts.papers.missing == 0
        current = Stage.LOOKED_AT if done and not given else current
        completed = done and given
    ended = current is Stage.DECIDED
    ended_as = CaseState.WITHDRAWN if withdrawn else last.state if ended and last else ""
    outcome = PASSED_ON if ended_as == CaseState.CLOSED and passed is last else ended_as
    waits_here = {Stage.KEPT: Holder.HERE} if completed else {Stage.KEPT: Holder.HERE, Stage.ASKED: Holder.PERSON}
    holder = waits_here.get(current, Holder.SERVICE)
    next_action = _next_action(facts, current, outcome, completed)
    asks = next_action is NextAction.BRING
    answer_by = (
        find_promised_day(facts.deposited, facts.promised_days, facts.turns, facts.additions)
        if facts.deposited and not (ended or facts.prepared or facts.withdrawing)
        else None
    )
    state = _STATES.get(next_action) or {
        Stage.KEPT: CaseState.SENDING if facts.sending else CaseState.SUBMITTED,
        Stage.SENT: CaseState.RECEIVED,
        Stage.LOOKED_AT: CaseState.IN_PROGRESS,
    }.get(current, CaseState.COMPLETED if completed else CaseState.INCOMPLETE)
    return CaseLine(
        stages=tuple(_stages(facts, turns, current, withdrawn, completed)),
        state=CaseState(ended_as) if ended_as else state,
        outcome=outcome,
        holder=Holder.NOBODY if ended else Holder.BODY if facts.prepared else holder,
        next_action=next_action,
        papers=facts.papers if asks else None,
        papers_by=last.papers_by if last and asks else None,
        promise=None if ended or facts.prepared else facts.silence,
        passed=passed,
        answer_by=answer_by,
        overdue=answer_by is not None and facts.today is not None and facts.today > answer_by and not asks,
    )


def _stages(
    facts: LineFacts, turns: Sequence[CaseTurn], current: Stage, withdrawn: date | None, completed: bool
) -> Iterable[_PassedStage]:
    """Each stage with its day. Two clocks may differ: no day is before that of an earlier stage."""
    last = turns[-1] if turns else None
    looked = [turn.day for turn in turns if turn.state == CaseState.IN_PROGRESS]
    asked = [turn for turn in turns if turn.state == CaseState.INCOMPLETE]
    looked_at = looked[0] if looked else None
    gave = [addition.day for addition in facts.additions if asked and addition.at >= asked[-1].at]
    if current is Stage.LOOKED_AT and asked:
        # It came back to the service, which went on or asks for nothing any more.
        looked_at = last.day if last and last.state == CaseState.IN_PROGRESS else asked[-1].day
    elif looked_at and asked and asked[0].day < looked_at:
        looked_at = None
    received = next((turn.day for turn in turns if turn.state == CaseState.RECEIVED), None)
    known = {
        Stage.KEPT: facts.deposited,
        Stage.SENT: received or facts.received,
        Stage.LOOKED_AT: looked_at,
        Stage.ASKED: max(gave) if completed else asked[-1].day if asked else None,
        Stage.DECIDED: withdrawn or (last.day if last else None),
    }
    latest: date | None = None
    for place, stage in enumerate(_STAGES):
        if place > _STAGES.index(current):
            yield _PassedStage(stage, Passage.AHEAD, None)
            continue
        day = known.get(stage)
        if day is not None:
            latest = day if latest is None else max(day, latest)
            day = latest
        skipped = stage is not current and (
            (stage is Stage.ASKED and day is None)
            or (stage is Stage.LOOKED_AT and day is None and withdrawn is not None)
        )
        how = Passage.CURRENT if stage is current else Passage.SKIPPED if skipped else Passage.DONE
        yield _PassedStage(stage, how, day)


def _next_action(facts: LineFacts, current: Stage, outcome: str, completed: bool) -> NextAction:
    if current is Stage.DECIDED:
        return NextAction.NOTHING if outcome in (CaseState.WITHDRAWN, PASSED_ON) else NextAction.READ
    if facts.withdrawing:
        return NextAction.CONFIRM
    if facts.needs_mending:
        return NextAction.MEND
    if facts.prepared:
        return NextAction.DEPOSIT
    asks = NextAction.WAIT if completed else NextAction.BRING
    return {Stage.KEPT: NextAction.SEND, Stage.ASKED: asks}.get(current, NextAction.WAIT)


def translations(said: Mapping[str, Any]) -> dict[str, str]:
    """The translations of an update's message, by language; none of a hub with another notation."""
    given = said.get("said_in")
    if not isinstance(given, dict) or not said.get("message"):
        return {}
    return {language: text for language, text in given.items() if isinstance(text, str) and text}


def find_translated_message(said: Mapping[str, Any], language: str) -> str:
    """The message of an update in this language, "" where it is there in French alone."""
    return translations(said).get(language, "")


class CaseNews(Struct, frozen=True):
    """Where a case is and what is asked. `title`, in French, is "" where it is not to be told.

    `papers` are asked for by their ids in the `procedure`. `words` are the service's own, in French, and
    `said_in` the same in other languages; `locked`: it wrote some that need the birth date, `undated`: some that no
    birth date opens, as the case has none. `author` took the decision, "" where that is not told; `document` goes with
    it. `place` is the town hall of the case, with its telephone and hours as far as its box told them. `paid` is the
    day on which its desk noted a payment.
    """

    line: CaseLine
    reference: str
    town_hall: str
    procedure: str
    title: str
    service: str
    phone: str
    locked: bool
    words: str
    said_in: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    document: DecisionDocument | None = None
    place: Site = Site("", "")
    undated: bool = False
    paid: date | None = None

    @property
    def hides_papers(self) -> bool:
        """Whether some of what is asked for is not told: the birth date opens it, and not the service's words alone."""
        told = self.line.papers
        return self.line.asks and (told is None or bool(told.hidden))

    @property
    def papers(self) -> tuple[RequestedPaper, ...]:
        """The papers asked for that are named."""
        return self.line.papers.named if self.line.papers else ()


def make_case_news(told: Whereabouts, today: date | None = None) -> CaseNews:
    """What is told of a case; without `today` (the site's), nothing of it is called late."""
    reached = told.reached or TownHallContact(phone="", hours="", opening=())
    try:
        opening = opening_hours.parse_opening_hours(reached.opening)
    except Refused:  # hours that this version cannot read are not told
        opening = OpeningHours()
    line = compute_case_line(
        LineFacts(
            deposited=told.deposited,
            received=told.received,
            turns=tuple(CaseTurn(**asdict(turn)) for turn in told.turns),
            additions=tuple(Addition(addition.at, addition.day) for addition in told.additions),
            papers=AskedPapers(told.requested or 0, told.unanswered, told.papers)
            if told.unanswered is not None
            else None,
            withdrawn=told.withdrawn,
            prepared=told.prepared,
            silence=silence_read(told.silence) if told.silence else None,
            promised_days=told.promised_days or 0,
            today=today,
        )
    )
    return CaseNews(
        line=line,
        reference=told.reference,
        town_hall=told.town_hall,
        procedure=told.procedure,
        title=told.title,
        service=told.service,
        phone=told.phone,
        locked=told.locked,
        words=told.words,
        said_in=told.said_in or {},
        author=told.author or "",
        document=told.document or None,
        place=Site("", told.town_hall, phone=reached.phone, hours=reached.hours, opening=opening),
        undated=bool(told.undated),
        paid=told.paid or None,
    )


def whom_to_call(news: CaseNews) -> list[tuple[str, str]]:
    """Name and telephone, "" for none known: of the service, and of the town hall where that has another number. The
    hours that are told beside are the town hall's, which is named for them too."""
    town_hall = (news.place.name, news.place.phone)
    if not news.service:
        return [town_hall]
    has_own = news.place.phone or news.place.hours or news.place.opening
    service = (news.service, news.phone)
    return [service, town_hall] if has_own and news.place.phone != news.phone else [service]
