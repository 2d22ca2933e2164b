"""Withdraw a submitted case by its reference: at a desk, or at a terminal with the code on the receipt."""

from functools import partial

from kiosk.crypto import keys
from kiosk.domain.events import event, withdrawal
from kiosk.domain.events.supplement import LONGEST_MESSAGE
from kiosk.domain.events.withdrawal import Withdrawal
from kiosk.domain.language.words import Preferences
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds import supplement_papers
from kiosk.services.submitted import append_event, typed_reference
from kiosk.store.events import outbox


def withdraw(box: Box, typed: str, confirmed: Withdrawal, actor: Actor, event_id: str) -> str:
    """Withdraw a submitted case at the desk; gives the event's id.

    A case is withdrawn once: a double tap or a second request gives the same event. Raises `Refused`: `too-long`,
    `already-decided`, `already-withdrawn`, `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    _checked(confirmed)
    reference, today = typed_reference.read(box, typed), box.watch.look()
    with box.store.write() as db:
        if outbox.get(db, event_id) is not None:
            return event_id
        append_event.own_service(db, reference, actor)
        if earlier := append_event.withdrawn_here(db, reference, actor):
            return earlier
        stream, key = append_event.stream_of(box, db, reference, actor, decided=False)
        append_event.append(
            box,
            db,
            partial(withdrawal.make_event, confirmed),
            today,
            reference,
            stream,
            key,
            actor,
            event_id,
            paper=supplement_papers.WITHDRAWAL,
            action=JournalAction.CASE_WITHDRAWN,
        )
    return event_id


def withdraw_alone(
    box: Box, typed: str, code: str, message: str, speaks: Preferences, station_id: str, form_id: str
) -> str:
    """Keep a withdrawal asked for at a terminal; gives the event's id. Only the hub can check the receipt's `code`.

    The case is not opened, and nothing of it is shown. The event has a stream of its own, so that a guessed code holds
    nothing up; `outbox.due` sends it after the case's own events. The same form with the same reference and code makes
    one event. Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-a-follow-code`,
    `too-long`.
    """
    reference, today = typed_reference.read(box, typed), box.watch.look()
    follow = keys.token_hash(withdrawal.follow_code(code))
    request = Withdrawal("alone", "touch", message, follow)
    _checked(request)
    event_id = event.digest(f"{form_id} {reference} {follow}".encode())[:32]
    with box.store.write() as db:
        if outbox.get(db, event_id) is None:
            stream = box.clock.new_id()
            # An actor without a session: nobody at this terminal gets the key.
            key = data_keys.new_key(box, db, stream, append_event.service_of(db, reference), Actor())
            append_event.append(
                box,
                db,
                partial(withdrawal.make_event, request),
                today,
                reference,
                stream,
                key,
                Actor(station_id),
                event_id,
                paper=supplement_papers.WITHDRAWAL,
                action=JournalAction.CASE_WITHDRAWN,
                speaks=speaks,
            )
    return event_id


def _checked(confirmed: Withdrawal) -> None:
    if len(confirmed.message) > LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)
