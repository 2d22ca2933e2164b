"""The line of a case as far as this box knows it: from its events, and from what the hub said of it."""

from datetime import date
from zoneinfo import ZoneInfo

from kiosk.domain.events.case_line import CaseLine, LineFacts, draw
from kiosk.domain.events.event import CaseState, EventType
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.services.box.box import Box
from kiosk.services.papers import case_silence
from kiosk.services.submitted.follow_case import Followed
from kiosk.store.cases import cases
from kiosk.store.cases.cases import Submission
from kiosk.store.events import outbox, updates
from kiosk.store.events.event_rows import PastEvent


def of_submission(box: Box, submission: Submission, silence: SilenceDay | None) -> CaseLine:
    """The line of a case of this box; `silence` is when silence decides it, None where nobody here can tell.

    No answer is read: whoever may know of the case may see its line.
    """
    db = box.store.read()
    state = cases.state(db, submission.case_id)
    return of_reference(box, submission.reference, state.state if state else "", silence)


def of_followed(box: Box, case: Followed) -> CaseLine:
    """The line of a case that an actor follows, with what of the papers asked for they can read."""
    missing = case.missing
    return of_reference(box, case.reference, case.state, case.silence, None if missing is None else len(missing))


def of_reference(
    box: Box, reference: str, state: str, silence: SilenceDay | None, unanswered: int | None = None
) -> CaseLine:
    """The line of a case in that state, which may be another site's, and known here only by what was added here."""
    db, zone = box.store.read(), box.settings.zone
    submission, history = cases.submission_of(db, reference), outbox.history(db, reference)
    told = updates.of(db, reference)
    return draw(
        LineFacts(
            deposited=date.fromisoformat(submission.legal_date) if submission else None,
            received=_confirmed(history, EventType.SUBMITTED, zone),
            turns=tuple(case_silence.turns(told, zone)),
            additions=tuple(
                case_silence.additions(((event, None) for event in history), ((update, None) for update in told), zone)
            ),
            unanswered=unanswered,
            withdrawn=_withdrawn(history, state, zone),
            withdrawing=state == CaseState.WITHDRAWING,
            needs_mending=state == CaseState.NEEDS_ATTENTION,
            prepared=submission is not None and submission.kind == ProcedureKind.PREPARED,
            silence=silence,
        )
    )


def _confirmed(history: list[PastEvent], type_: EventType, zone: ZoneInfo) -> date | None:
    """The day on which the hub confirmed the first event of that type."""
    moments = [event.acknowledged_at for event in history if event.type == type_ and event.acknowledged_at]
    return min(moments).astimezone(zone).date() if moments else None


def _withdrawn(history: list[PastEvent], state: str, zone: ZoneInfo) -> date | None:
    return _confirmed(history, EventType.WITHDRAWAL, zone) if state == CaseState.WITHDRAWN else None
