"""Lets a decision leave: once, in one transaction, after the minutes in which it could be taken back."""

import logging
import threading
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from msgspec import UNSET
from msgspec.structs import asdict
from sqlalchemy import Connection, select

from hub import replies, trail
from hub.cases import case_history
from hub.cases.case_list import name_addressee
from hub.cases.cases import CaseFile, read_case
from hub.decisions import passing
from hub.hub import Hub
from hub.intake.updates import send_update, sites_of_case
from hub.opening import EPOCH
from hub.outbox import outbox, person_notices
from hub.replies import Passing, StopReason, TakenDecision
from hub.secrets.vault import label_of
from hub.store.schema import cases, decision
from hub.trail import AuditAction
from kiosk import logs
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import UpdateKind
from kiosk.domain.events.silence_facts import CaseTurn
from kiosk.domain.events.wire.statements import Accuse, AccuseUpdate, Letter, StateUpdate, silence_now
from kiosk.errors import Refused

log = logging.getLogger(__name__)
_LOOK_EVERY_S = 2.0
"""Seconds between two looks: one small query, along an index."""


class LeavingLoop:
    def __init__(self, hub: Hub, look_every_s: float = _LOOK_EVERY_S) -> None:
        self._hub, self._look_every_s = hub, look_every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="leave", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _loop(self) -> None:
        with logs.bind_job("leave"):
            while True:
                self._guarded(self._look)
                if self._stop.wait(self._look_every_s):
                    return

    def _look(self) -> None:
        """Let each leave by itself: one that cannot keeps no other back."""
        for case_id in due_cases(self._hub):
            self._guarded(partial(leave_if_due, self._hub, case_id))

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001 - the outermost edge: no fault may keep decisions back
            logs.log_failure(log, "a decision has to wait", fault)


def due_cases(hub: Hub) -> list[str]:
    with hub.store.reading() as connection:
        return list(replies.list_due_decisions(connection, hub.clock.now()))


def send_decision(hub: Hub, connection: Connection, case: CaseFile, taken: TakenDecision) -> None:
    """Store a decision as one that leaves now, and tell the case's sites and the destinations; for a case that is
    locked, in the caller's transaction.

    Its date is this moment: delays run from when it leaves, not from when it was taken.
    """
    now, due, passed = hub.clock.now(), case_history.due_day(taken.papers_by), taken.passed or Passing()
    connection.execute(
        decision.insert().values(
            id=taken.id,
            case_id=case.id,
            number=len(case.decisions) + 1,
            state=taken.state,
            message=case.lock.lock(label_of("decision", taken.id), taken.message),
            staff_id=taken.staff_id,
            at=now,
            papers_by=taken.papers_by,
            said_in=case.lock.lock_json(label_of("said", taken.id), dict(taken.said_in)) if taken.said_in else None,
            author=case.lock.lock_json(label_of("author", taken.id), asdict(taken.author)) if taken.author else None,
            passed_to=passed.to,
            other_body=passed.other_body,
            from_service=case.submitted["service"]["id"],
            from_site=case.site,
        )
    )
    replies.insert_asked_papers(connection, case.lock, case.id, taken.id, taken.asked)
    document = replies.read_given_documents(connection, case.id, case.lock).get(taken.id)
    replies.delete_taken_decision(connection, case.id)
    turn = CaseTurn(now, hub.day(now), taken.state, due, passed.to, passed.other_body)
    silence = case_history.silence_day_of_case(hub, case, turn)
    would_be = case_history.silence_day_of_case(hub, case) if taken.state in ENDED else None
    begins = make_accuse_de_reception(case) if taken.state in _TAKES_IN_HAND and is_accuse_due(case) else None
    of: Callable[..., StateUpdate] = StateUpdate if begins is None else partial(AccuseUpdate, accuse=begins)
    update = partial(
        of,
        id=taken.update_id,
        reference=case.reference,
        kind=UpdateKind.STATE if begins is None else UpdateKind.ACCUSE,
        state=taken.state,
        message=taken.message,
        at=now,
        by=case.submitted["service"]["name"],
        papers_by=due or UNSET,
        asked=taken.asked or UNSET,
        said_in=dict(taken.said_in) or UNSET,
        silence=silence_now(silence) if silence else UNSET,
        letter=_letter(case, taken),
        document=document.given if document else UNSET,
        passed_to=passed.to or UNSET,
        other_body=passed.other_body or UNSET,
        due_on=(would_be and would_be.on) or UNSET,
    )
    send_update(connection, sites_of_case(connection, case.reference), case.id, case.lock, update)
    if taken.passed:
        passing.move_case(connection, case.id, taken.passed)
    case_history.update_due_days(hub, connection, (case.id,))
    if hub.settings.connectors:
        outbox.note_decision_delivery(hub, connection, case.id, taken.id)
        person_notices.note_decision_notice(hub, connection, case.lock, case.id, taken.id, taken.state)


_TAKES_IN_HAND = (CaseState.IN_PROGRESS, CaseState.INCOMPLETE)
"""The states that go with an « accusé de réception », which names the missing papers and their day (CRPA L. 114-5)."""


def is_accuse_due(case: CaseFile) -> bool:
    """Whether the service that has the case, who is competent, has not acknowledged it yet (CRPA L. 112-3, L. 114-4).

    Never of what another body decides, nor where the procedure says that the law asks none.
    """
    told = any(made.state in _TAKES_IN_HAND for made in passing.decisions_since_passed(case.decisions))
    return not (told or case.prepared or case.submitted.get("accuse") is False)


def make_accuse_de_reception(case: CaseFile) -> Accuse:
    """The deciding service's « accusé de réception », with the statutory mentions (CRPA R. 112-5).

    When silence decides stands beside it, in the update.
    """
    content = case.submitted
    service = content["service"]
    return Accuse(
        received_on=date.fromisoformat(content["legal_date"]),
        service=service["name"],
        address=service.get("address") or "",
        phone=service.get("phone") or "",
        email=service.get("email") or "",
        remedies=content.get("remedies") or "",
    )


def _letter(case: CaseFile, taken: TakenDecision) -> Letter:
    """What the printed answer says beside the decision; it names its author (CRPA L. 212-1)."""
    content = case.submitted
    service = content["service"]
    # To end a preparation decides nothing: its remedies are against the body that decides.
    remedies = "" if case.prepared else content.get("remedies") or ""
    return Letter(
        to=name_addressee(content),
        procedure=content["procedure"]["title"],
        author=taken.author.name if taken.author else taken.staff_name,
        quality=taken.author.quality if taken.author else UNSET,
        address=service.get("address") or "",
        phone=service.get("phone") or "",
        email=service.get("email") or "",
        remedies=remedies,
    )


def leave_if_due(hub: Hub, case_id: str) -> bool:
    with hub.store.writing() as connection:
        reference = connection.execute(
            select(cases.c.reference).where(cases.c.id == case_id).with_for_update()
        ).scalar_one()
        try:
            case = read_case(connection, hub.ring, reference)
        except Refused:  # its contents were erased meanwhile, and the decision with them
            return False
        taken, now = case.taken, hub.clock.now()
        if taken is None or not taken.leaves:
            return False
        if taken.epoch != connection.execute(EPOCH).scalar_one():
            # Back to the service: after the copy was made it may have been taken back, or have left.
            replies.stop_taken_decision(connection, case.id, StopReason.RESTORED)
            _note(hub, connection, case, taken, AuditAction.DECISION_STOPPED, StopReason.RESTORED)
            return False
        if taken.taken_at > now:
            later = now + timedelta(minutes=hub.settings.take_back_minutes)
            replies.restart_taken_decision(connection, case.id, now, later)
            return False
        if taken.leaves_at > now:
            return False
        send_decision(hub, connection, case, taken)
        _note(hub, connection, case, taken, AuditAction.DECISION_LEFT, taken.state)
        return True


def _note(
    hub: Hub, connection: Connection, case: CaseFile, taken: TakenDecision, action: AuditAction, detail: str
) -> None:
    trail.append_audit_line(hub, action, by=taken.staff_id, reference=case.reference, detail=detail, within=connection)
