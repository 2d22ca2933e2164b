"""Messages to the public: what is shown at every screen now, from the desk or from an authority, and how it ends."""

from collections.abc import Mapping
from datetime import timedelta

from kiosk.domain.published.public_message import (
    AHEAD,
    MOST,
    OF_TODAY,
    PublicMessage,
    PublicMessageKind,
    compute_midnight,
    read_public_message,
)
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.published import received
from kiosk.store import journal, public_messages

LIST = "shown"
"""The field of what keeps every message from being shown: the list of those that are."""


def list_public_messages(box: Box) -> list[PublicMessage]:
    """What is shown now: an authority's first, then the town hall's own, the newest first.

    While the clock is doubted, nothing is said of today's hours.
    """
    today = box.watch.today()
    signed = [
        PublicMessage(
            message.name,
            PublicMessageKind.OWN,
            compute_midnight(message.until + timedelta(days=1), box.settings.zone),
            texts=message.text,
            title=message.title,
            author=message.from_whom,
        )
        for message in received.messages_to_public(box)
    ]
    own = public_messages.select_public_messages(box.store.read(), today.now)
    return signed + [message for message in own if today.certain or message.kind not in OF_TODAY]


def show_to_public(box: Box, kind: PublicMessageKind, typed: Mapping[str, str], actor: Actor) -> dict[str, Refused]:
    """Show a message from now on, in the place of those that it contradicts; what is wrong with it, by field.

    One that is shown already, as after a button is pressed twice, is not shown again.
    """
    today = box.watch.look()
    now = today.now
    message, faults = read_public_message(kind, typed, now, box.settings.zone, box.clock.new_id())
    if message is None or not today.certain:
        return faults or {LIST: Refused(Refusal.PUBLIC_DAY_UNSURE)}
    with box.store.write() as db:
        shown = public_messages.select_public_messages(db, now)
        if any(message.says_as(other) and message.until == other.until for other in shown):
            return {}
        gone = [other for other in shown if message.contradicts(other)]
        if len(shown) - len(gone) >= MOST:
            return {LIST: Refused(Refusal.PUBLIC_FULL, most=MOST)}
        for other in gone:
            public_messages.end_public_message(db, other.id, now)
        public_messages.delete_public_messages(db, now - AHEAD)
        public_messages.insert_public_message(db, message)
        journal.insert_journal_line_by(
            db, box.clock.now(), JournalAction.PUBLIC_MESSAGE_SHOWN, actor, detail=f"{kind} {message.id}"
        )
    return {}


def take_public_message_back(box: Box, message_id: str, actor: Actor) -> None:
    """Take a message of the town hall back; nothing happens where it has ended."""
    with box.store.write() as db:
        if public_messages.end_public_message(db, message_id, box.watch.today().now):
            journal.insert_journal_line_by(
                db, box.clock.now(), JournalAction.PUBLIC_MESSAGE_ENDED, actor, detail=message_id
            )
