"""Answers of this hub that go back by hand: kept in pieces that only their box opens, until they were fetched.

A file that comes again is answered again; the newest whole answer counts.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, delete, func, select

from hub.hub import Hub
from hub.store.schema import bundle, bundle_answer, site, site_update
from kiosk.domain.bundles import container
from kiosk.domain.bundles.container import FileKind
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

KEPT = timedelta(days=30)
"""How long an answer can be fetched; the same file gets the same acknowledgements later, too."""
_PIECES_AT_A_TIME = 8


def file_name(bundle_id: str) -> str:
    """The name under which a box looks for the answer on a stick; it betrays nobody."""
    return container.file_name(FileKind.ANSWER, bundle_id)


class TakenBundle(Struct, frozen=True):
    """A file that was taken: `events` of which `taken` were new and `refused` are for the desk of its site.

    `answer_bytes` is 0 where the answer is not kept any more.
    """

    id: str
    site: str
    made_at: datetime
    taken_at: datetime
    events: int
    taken: int
    refused: int
    answer_bytes: int
    site_name: str = ""


def keep_pieces(hub: Hub, bundle_id: str, attempt: str, pieces: Iterable[bytes]) -> tuple[int, int]:
    """Store the pieces of an answer as they come, few at a time; gives how many there are, and their bytes."""
    count = size = 0
    waiting: list[bytes] = []
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if len(waiting) == _PIECES_AT_A_TIME:
            count = _store(hub, bundle_id, attempt, count, waiting)
            waiting = []
    return _store(hub, bundle_id, attempt, count, waiting), size


def finish(connection: Connection, taken: TakenBundle, attempt: str, pieces: int) -> None:
    """Make the pieces of an attempt the answer to its bundle, in the caller's transaction; earlier ones go.

    Raises `Refused` (`answer-gone`) where pieces are missing: the file has to come again.
    """
    mine = bundle_answer.c.attempt == attempt
    if connection.execute(select(func.count()).where(mine)).scalar_one() != pieces:
        raise Refused(HubRefusal.ANSWER_GONE)
    connection.execute(delete(bundle_answer).where(bundle_answer.c.bundle == taken.id, ~mine))
    values = {
        name: getattr(taken, name)
        for name in ("id", "site", "made_at", "taken_at", "events", "taken", "refused", "answer_bytes")
    }
    row = values | {"attempt": attempt}
    if connection.execute(bundle.update().where(bundle.c.id == taken.id).values(row)).rowcount == 0:
        connection.execute(bundle.insert().values(row))


def latest(hub: Hub, limit: int = 50) -> list[TakenBundle]:
    """What came by hand, newest first."""
    columns = [column for column in bundle.c if column.name != "attempt"]
    query = (
        select(*columns, site.c.name.label("site_name"))
        .join(site, site.c.code == bundle.c.site)
        .order_by(bundle.c.taken_at.desc(), bundle.c.id)
        .limit(limit)
    )
    with hub.store.reading() as connection:
        return [TakenBundle(**row) for row in connection.execute(query).mappings()]


def pieces_of(hub: Hub, bundle_id: str) -> Iterator[bytes]:
    """The answer to a bundle, piece by piece. Raises `Refused` (`answer-gone`) where it is not kept (any more)."""
    with hub.store.reading() as connection:
        row = connection.execute(
            select(bundle.c.attempt, bundle.c.answer_bytes).where(bundle.c.id == bundle_id)
        ).first()
    if row is None or not row.answer_bytes:
        raise Refused(HubRefusal.ANSWER_GONE)
    return _pieces(hub, row.attempt)


def forget_old(hub: Hub) -> None:
    """Delete answers that nobody fetched, pieces of attempts that were never finished, and rows a year old."""
    now = hub.clock.now()
    with hub.store.writing() as connection:
        old = bundle_answer.c.written_at < now - KEPT
        gone = select(bundle_answer.c.bundle).where(old)
        connection.execute(bundle.update().where(bundle.c.id.in_(gone)).values(answer_bytes=0))
        connection.execute(delete(bundle_answer).where(old))
        connection.execute(delete(bundle).where(bundle.c.taken_at < now - timedelta(days=365)))


def forget_about(connection: Connection, case_id: str) -> None:
    """Delete the kept answers of all sites that were told of a case, because its contents are erased.

    Nobody but those boxes opens them; they can be asked for again, without that case.
    """
    told = select(site_update.c.site).where(site_update.c.case_id == case_id)
    mine = select(bundle.c.id).where(bundle.c.site.in_(told))
    connection.execute(delete(bundle_answer).where(bundle_answer.c.bundle.in_(mine)))
    connection.execute(bundle.update().where(bundle.c.site.in_(told)).values(answer_bytes=0))


def _pieces(hub: Hub, attempt: str) -> Iterator[bytes]:
    number = 0
    while True:
        query = select(bundle_answer.c.piece).where(
            bundle_answer.c.attempt == attempt, bundle_answer.c.number == number
        )
        with hub.store.reading() as connection:
            piece = connection.execute(query).scalar()
        if piece is None:
            return
        yield bytes(piece)
        number += 1


def _store(hub: Hub, bundle_id: str, attempt: str, first: int, pieces: list[bytes]) -> int:
    now = hub.clock.now()
    rows = [
        {"attempt": attempt, "number": number, "bundle": bundle_id, "written_at": now, "piece": piece}
        for number, piece in enumerate(pieces, first)
    ]
    if rows:
        with hub.store.writing() as connection:
            connection.execute(bundle_answer.insert(), rows)
    return first + len(rows)
