"""A person takes back what they asked, by reference: at a desk, or alone at a terminal with their receipt's code."""

from functools import partial

from kiosk import keys
from kiosk.domain import event, withdrawal
from kiosk.domain import reference as references
from kiosk.domain.preferences import Preferences
from kiosk.domain.supplement import LONGEST_MESSAGE
from kiosk.domain.withdrawal import Withdrawal
from kiosk.errors import Refused
from kiosk.services import adding, safe
from kiosk.services.box import Actor, Box
from kiosk.store import outbox

PAPER, ACTION = "withdrawal", "case-withdrawn"


def withdraw(box: Box, typed: str, said: Withdrawal, actor: Actor, event_id: str) -> str:
    """Withdraw a submitted case at the desk; returns the event's id.

    A case is withdrawn once: a double tap, and whoever asks again, gets the same event. Raises `Refused`: `too-long`,
    `already-decided`, `already-withdrawn`, `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    _checked(said)
    reference, today = references.read(typed), box.watch.look()
    with box.store.write() as db:
        if outbox.get(db, event_id) is not None:
            return event_id
        adding.own_service(db, reference, actor)
        if known := adding.withdrawn_here(db, reference, actor):
            return known
        stream, key = adding.stream_of(box, db, reference, actor, decided=False)
        adding.put(
            box, db, partial(withdrawal.made, said), today, reference, stream, key, actor, event_id, paper=PAPER,
            action=ACTION,
        )  # fmt: skip
    return event_id


def withdraw_alone(
    box: Box, typed: str, code: str, message: str, speaks: Preferences, station_id: str, form_id: str
) -> str:  # fmt: skip
    """Keep what a person alone asks at a terminal; the hub alone can tell whether the code is that of the receipt.

    Nothing of the case is opened here, and nothing is said of it. The event has a stream of its own, so that somebody
    else's guess holds nothing up; `outbox.due` sends it after all that waits of the case. The same form with the same
    number and code is one event. Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-a-follow-code`,
    `too-long`.
    """
    reference, today = references.read(typed), box.watch.look()
    follow = keys.token_hash(withdrawal.follow_code(code))
    said = Withdrawal("alone", "touch", message, follow)
    _checked(said)
    event_id = event.digest(f"{form_id} {reference} {follow}".encode())[:32]
    with box.store.write() as db:
        if outbox.get(db, event_id) is None:
            stream = box.clock.new_id()
            # Nobody at this screen can open it: no session is given the key.
            key = safe.new_key(box, db, stream, adding.service_of(db, reference), Actor())
            adding.put(
                box, db, partial(withdrawal.made, said), today, reference, stream, key, Actor(station_id), event_id,
                paper=PAPER, action=ACTION, speaks=speaks,
            )  # fmt: skip
    return event_id


def _checked(said: Withdrawal) -> None:
    if len(said.message) > LONGEST_MESSAGE:
        raise Refused("too-long")
