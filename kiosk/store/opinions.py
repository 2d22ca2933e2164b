"""What people thought, by month alone: no moment, screen, language or order of coming is kept."""

from datetime import date

from msgspec import Struct

from kiosk.store.database import Database, read_rows, read_value


class WordOfOpinion(Struct, frozen=True):
    """What somebody wrote, sealed to a service; its id is random."""

    id: str
    service_id: str
    body: bytes


def count_opinion(db: Database, day: date, face: str, change: int = 1) -> None:
    """Count one face more in the month of a day, or one less."""
    db.execute(
        "INSERT INTO opinions (month, face, count) VALUES (?, ?, ?)"
        " ON CONFLICT (month, face) DO UPDATE SET count = count + excluded.count",
        (month_of(day), face, change),
    )


def insert_opinion_word(db: Database, day: date, word: WordOfOpinion) -> None:
    """Keep what somebody wrote; rows lie in the order of their random ids."""
    line = {"id": word.id, "month": month_of(day), "service_id": word.service_id, "body": word.body}
    db.table("opinion_words").insert(line)


def select_opinions(db: Database, first: date, last: date) -> dict[str, int]:
    """How often each face was pressed in the months from that of the first day to that of the last."""
    found = db.execute(
        "SELECT face, sum(count) FROM opinions WHERE month BETWEEN ? AND ? GROUP BY face ORDER BY face",
        (month_of(first), month_of(last)),
    )
    return dict(found.fetchall())


def select_opinion_words(db: Database, first: date, last: date) -> list[WordOfOpinion]:
    found = db.query(
        "SELECT id, service_id, body FROM opinion_words WHERE month BETWEEN ? AND ? ORDER BY id",
        [month_of(first), month_of(last)],
    )
    return read_rows(WordOfOpinion, found)


def delete_opinion_word(db: Database, word_id: str) -> bool:
    """Delete what somebody wrote; False where it is gone already."""
    return db.execute("DELETE FROM opinion_words WHERE id = ?", (word_id,)).rowcount > 0


def has_words_before(db: Database, day: date) -> bool:
    return bool(read_value(db, "SELECT 1 FROM opinion_words WHERE month < ? LIMIT 1", month_of(day)))


def delete_opinion_words(db: Database, before: date) -> None:
    """Delete what was written in the months before that of a day."""
    db.execute("DELETE FROM opinion_words WHERE month < ?", (month_of(before),))


def month_of(day: date) -> str:
    return day.isoformat()[:7]
