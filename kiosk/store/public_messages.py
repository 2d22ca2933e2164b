"""The messages to the public that were written at the desk, as they are in force or were."""

from datetime import datetime

from kiosk.clock import moment, stamp
from kiosk.domain.events.wire.reading import decode, encode
from kiosk.domain.published.documents import InLanguages
from kiosk.domain.published.public_message import PublicMessage, PublicMessageKind
from kiosk.store.database import Database


def insert_public_message(db: Database, message: PublicMessage) -> None:
    texts, until = encode(message.texts).decode(), stamp(message.until)
    row = {"id": message.id, "kind": message.kind, "value": message.value, "texts": texts, "until": until}
    db.table("public_messages").insert(row)


def select_public_messages(db: Database, now: datetime) -> list[PublicMessage]:
    """Those whose end has not come, the newest first."""
    sql = "SELECT id, kind, value, texts, until FROM public_messages WHERE until > ? ORDER BY number DESC"
    rows = db.execute(sql, (stamp(now),)).fetchall()
    return [
        PublicMessage(id_, PublicMessageKind(kind), moment(until), value, decode(InLanguages, texts.encode()))
        for id_, kind, value, texts, until in rows
    ]


def end_public_message(db: Database, message_id: str, now: datetime) -> bool:
    """Let a message end now; whether it was in force."""
    ended = "UPDATE public_messages SET until = ? WHERE id = ? AND until > ?"
    return db.execute(ended, (stamp(now), message_id, stamp(now))).rowcount > 0


def delete_public_messages(db: Database, before: datetime) -> None:
    """Delete what ended before a moment."""
    db.execute("DELETE FROM public_messages WHERE until < ?", (stamp(before),))
