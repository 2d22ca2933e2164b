"""Answers of this hub that go back by hand: kept sealed, so that their box alone opens them, until they were fetched.

A file that comes again is answered again; the newest answer counts.
"""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from hub.hub import Hub
from hub.store.schema import bundle, site, site_update
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.files.carried_file import FileKind
from kiosk.files.carried_file import file_name as name_of

KEPT = timedelta(days=30)
"""How long an answer can be fetched; the same file gets the same acknowledgements later, too."""


def file_name(bundle_id: str) -> str:
    """The name under which a box looks for the answer on a stick; it betrays nobody."""
    return name_of(FileKind.ANSWER, bundle_id)


class TakenBundle(Struct, frozen=True):
    """A file that was taken: `events` of which `taken` were new and `refused` are for the desk of its site."""

    id: str
    site: str
    taken_at: datetime
    events: int
    taken: int
    refused: int


class ListedBundle(TakenBundle, frozen=True):
    """The same as operators see it; `has_answer`: its answer is still kept."""

    site_name: str
    has_answer: bool


def keep(hub: Hub, taken: TakenBundle, answer: bytes) -> None:
    """Keep the answer to a file, in the place of an earlier one."""
    row = asdict(taken) | {"answer": answer}
    try:
        with hub.store.writing() as connection:
            if connection.execute(bundle.update().where(bundle.c.id == taken.id).values(row)).rowcount == 0:
                connection.execute(bundle.insert().values(row))
    except IntegrityError:  # the same file came a second time, at the same moment: its answer is as good
        pass


def latest(hub: Hub, limit: int = 50) -> list[ListedBundle]:
    """What came by hand, newest first."""
    columns = [column for column in bundle.c if column.name != "answer"]
    has_answer = bundle.c.answer.is_not(None).label("has_answer")
    query = (
        select(*columns, site.c.name.label("site_name"), has_answer)
        .join(site, site.c.code == bundle.c.site)
        .order_by(bundle.c.taken_at.desc(), bundle.c.id)
        .limit(limit)
    )
    with hub.store.reading() as connection:
        return [ListedBundle(**row) for row in connection.execute(query).mappings()]


def read_answer(hub: Hub, bundle_id: str) -> bytes:
    """The answer to a bundle. Raises `Refused` (`answer-gone`) where it is not kept (any more)."""
    with hub.store.reading() as connection:
        answer = connection.execute(select(bundle.c.answer).where(bundle.c.id == bundle_id)).scalar()
    if answer is None:
        raise Refused(HubRefusal.ANSWER_GONE)
    return bytes(answer)


def forget_old(hub: Hub) -> None:
    """Delete answers that nobody fetched, and rows a year old."""
    now = hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(bundle.update().where(bundle.c.taken_at < now - KEPT).values(answer=None))
        connection.execute(delete(bundle).where(bundle.c.taken_at < now - timedelta(days=365)))


def forget_about(connection: Connection, case_id: str) -> None:
    """Delete the kept answers of all sites that were told of a case, because its contents are erased.

    Nobody but those boxes opens them; they can be asked for again, without that case.
    """
    told = select(site_update.c.site).where(site_update.c.case_id == case_id)
    connection.execute(bundle.update().where(bundle.c.site.in_(told)).values(answer=None))
