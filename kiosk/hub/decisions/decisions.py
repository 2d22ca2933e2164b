"""Decides a case: keeps the decision and sends the sites an update about it.

A case for which silence means nothing gets no « accusé de réception »: a document is just delivered (CRPA R. 112-4,
2°), or another body decides.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from msgspec import UNSET
from sqlalchemy import select

from kiosk.domain.events.event import CaseState, UpdateKind
from kiosk.domain.events.silence_facts import SilenceDay, Turn
from kiosk.domain.events.wire.asked import Asked
from kiosk.domain.events.wire.silence_now import silence_now
from kiosk.domain.events.wire.statements import Accuse, AccuseUpdate, StateUpdate
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.hub.cases import asked_papers, case_silence, due_days, states
from kiosk.hub.cases.cases import CaseFile, Decision, read_case
from kiosk.hub.decisions import asking
from kiosk.hub.decisions.asking import Asking
from kiosk.hub.hub import Hub
from kiosk.hub.intake.updates import send_update, sites_of_case
from kiosk.hub.outbox import outbox, person_notices
from kiosk.hub.people.people import Staff
from kiosk.hub.secrets.vault import decision_label
from kiosk.hub.store.schema import cases, decision
from kiosk.hub.trail import audit
from kiosk.hub.trail.audit_action import AuditAction


def decide(
    hub: Hub,
    by: Staff,
    reference: str,
    to: str,
    message: str,
    seen: int,
    papers_by: str = "",
    asks: Asking = asking.NOTHING,
) -> None:
    """Change a case's state to `to` and send the sites of the case an update, in one transaction.

    `seen` is how many decisions the page had shown. The same form sent twice, as a double tap does, is one decision.
    `papers_by` is the day by which papers are due, as it was typed; only a request for papers reads it, and `asks`.
    Raises `Refused`: `unknown-case`, `decided-meanwhile` where a colleague was faster or the person withdrew, and what
    `states.check`, `states.papers_due` and `asking.papers` raise.
    """
    words = message.replace("\r\n", "\n").strip()
    with hub.store.writing() as connection:
        connection.execute(select(cases.c.id).where(cases.c.reference == reference).with_for_update())
        case = read_case(connection, hub.ring, reference, by.scope)
        if seen == case.seen - 1 and _is_repeat(case.decisions[-1], by, to, words, papers_by):
            return
        if seen != case.seen or case.withdrawal is not None:
            raise Refused(HubRefusal.DECIDED_MEANWHILE)
        states.check(case.state, to, words, prepared=case.prepared, asks=bool(asks))
        papers = asking.papers(asks, case.submitted, hub.clock.new_id) if to == CaseState.INCOMPLETE else ()
        now, decision_id = hub.clock.now(), hub.clock.new_id()
        due = states.papers_due(to, papers_by, hub.day(now))
        connection.execute(
            decision.insert().values(
                id=decision_id,
                case_id=case.id,
                number=case.seen + 1,
                state=to,
                message=case.lock.lock(decision_label(decision_id), words),
                staff_id=by.id,
                at=now,
                papers_by=due,
            )
        )
        asked_papers.keep(connection, case.lock, case.id, decision_id, papers)
        silence = case_silence.of_case(hub, case, Turn(now, hub.day(now), to, case_silence.due_day(due)))
        begins = accuse(case, silence) if silence is not None and _starts_processing(case, to) else None
        of: Callable[..., StateUpdate] = StateUpdate if begins is None else partial(AccuseUpdate, accuse=begins)
        update = partial(
            of,
            id=hub.clock.new_id(),
            reference=reference,
            kind=UpdateKind.STATE if begins is None else UpdateKind.ACCUSE,
            state=to,
            message=words,
            at=now,
            by=case.submitted["service"]["name"],
            papers_by=case_silence.due_day(due) or UNSET,
            asked=_told(papers) or UNSET,
            silence=silence_now(silence) if silence else UNSET,
        )
        send_update(connection, sites_of_case(connection, reference), case.id, case.lock, update)
        due_days.keep(hub, connection, (case.id,))
        outbox.note_decision(hub, connection, case.id, decision_id)
        person_notices.note_decision(hub, connection, case.lock, case.id, decision_id, to)
        audit.note(hub, AuditAction.DECIDED, by=by.id, reference=reference, detail=to, within=connection)


def _told(papers: Sequence[AskedPaper]) -> tuple[Asked, ...]:
    return tuple(Asked(id=paper.id, document=paper.document, label=paper.label) for paper in papers)


def accuse(case: CaseFile, silence: SilenceDay) -> Accuse:
    """The deciding service's « accusé de réception », with the statutory mentions (CRPA R. 112-5).

    The day is null as long as the delay of an acceptance has not started.
    """
    content = case.submitted
    service = content["service"]
    return Accuse(
        received_on=date.fromisoformat(content["legal_date"]),
        service=service["name"],
        address=service.get("address") or "",
        phone=service.get("phone") or "",
        email=service.get("email") or "",
        silence_means=silence.means,
        silence_on=silence.on,
        remedies=content.get("remedies") or "",
    )


def _is_repeat(last: Decision, by: Staff, to: str, words: str, papers_by: str) -> bool:
    due = papers_by.strip() if to == CaseState.INCOMPLETE else ""
    return (last.staff_id, last.state, last.message, last.papers_by) == (by.id, to, words, due)


def _starts_processing(case: CaseFile, to: str) -> bool:
    """Whether the service takes the case in hand for the first time."""
    taken_before = any(decision.state == CaseState.IN_PROGRESS for decision in case.decisions)
    return to == CaseState.IN_PROGRESS and not taken_before
