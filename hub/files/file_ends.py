"""The end of files: their keys die in the transaction that erases a case, their objects right after it, or later.

What no file speaks of is swept: a file whose box fell silent, a chunk whose row was rolled back. Nothing is swept in a
store that another hub has marked as its own.
"""

import logging
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from hub.files.kept_file import folder_of
from hub.hub import Hub
from hub.objects.objects import Stored
from hub.store.schema import attachment, chunked_file, dead_file, given_document, telephone_file

log = logging.getLogger(__name__)
SILENT = timedelta(days=14)
"""How long a file that is not whole waits for its box; longer than any fault of a line, and than a box's holidays."""
OWNER = "owner"
"""The object that names the hub whose store it is, by its verify key."""
_SHARES = 16
"""The store is looked through in so many days, a share each: by the first digit of a file's id."""


def note_dead(connection: Connection, case_id: str, now: datetime) -> None:
    """A case is erased, in the caller's transaction: its files are nobody's any more, and their objects have to go."""
    for table in (chunked_file, telephone_file, given_document):
        mine = table.c.case_id == case_id
        for file_id in connection.execute(select(table.c.id).where(mine)).scalars().all():
            mark_dead(connection, file_id, now)
        connection.execute(delete(table).where(mine))


def give_up(hub: Hub, file_id: str) -> None:
    """A file on its way is not what was promised: what there is of it goes."""
    with hub.store.writing() as connection:
        mark_dead(connection, file_id, hub.clock.now())
        connection.execute(delete(chunked_file).where(chunked_file.c.id == file_id))
    bury(hub)


def bury(hub: Hub) -> int:
    """Delete the objects of files that are dead; gives how many files. What the store will not do now is done later."""
    with hub.store.reading() as connection:
        dead = connection.execute(select(dead_file.c.id)).scalars().all()
    done = 0
    for file_id in dead:
        try:
            hub.objects.delete([stored.name for stored in list(hub.objects.below(folder_of(file_id)))])
        except OSError as fault:
            log.warning("the objects of an erased file are still there: %s", type(fault).__name__)
            break
        with hub.store.writing() as connection:
            connection.execute(delete(dead_file).where(dead_file.c.id == file_id))
        done += 1
    return done


def sweep(hub: Hub) -> int:
    """Give up files whose box has been silent about them, and delete a share of the objects that no file speaks of.

    Gives how many files ended. Younger objects stay: their file may be on its way.
    """
    since = hub.clock.now() - SILENT
    complete = select(attachment.c.id).where(attachment.c.id == chunked_file.c.id).exists()
    with hub.store.writing() as connection:
        silent = select(chunked_file.c.id).where(chunked_file.c.asked_at < since, ~complete)
        for file_id in connection.execute(silent).scalars().all():
            mark_dead(connection, file_id, hub.clock.now())
            connection.execute(delete(chunked_file).where(chunked_file.c.id == file_id))
    try:
        lost = _lost(hub, since) if is_ours(hub) else []
    except OSError as fault:
        log.warning("the store of files cannot be looked through: %s", type(fault).__name__)
        lost = []
    with hub.store.writing() as connection:
        for file_id in lost:
            mark_dead(connection, file_id, hub.clock.now())
    return bury(hub)


def is_ours(hub: Hub) -> bool:
    """Whether the store of objects is this hub's; one that is nobody's becomes so. Raises `OSError`."""
    try:
        return hub.objects.get(OWNER) == hub.verify_key.encode()
    except FileNotFoundError:
        claim(hub)
        return True


def claim(hub: Hub) -> None:
    """Mark the store of objects as this hub's. Raises `OSError`."""
    hub.objects.put(OWNER, hub.verify_key.encode())


def _lost(hub: Hub, since: datetime) -> list[str]:
    """The ids of files of today's share of which there are objects, all written before `since`, and no row."""
    share = f"{hub.clock.now().toordinal() % _SHARES:x}"
    lost = []
    for second in range(16):
        for file_id, objects in groupby(hub.objects.below(f"{share}{second:x}/"), _file_of):
            if all(stored.written_at < since for stored in objects):
                lost.append(file_id)
    with hub.store.reading() as connection:
        return [file_id for file_id in lost if not _is_known(connection, file_id)]


def _file_of(stored: Stored) -> str:
    return stored.name.split("/")[1]


def _is_known(connection: Connection, file_id: str) -> bool:
    return any(
        connection.execute(select(table.c.id).where(table.c.id == file_id)).first() is not None
        for table in (chunked_file, given_document, telephone_file)
    )


def mark_dead(connection: Connection, file_id: str, now: datetime) -> None:
    """Note that the objects of a file have to be deleted, in the caller's transaction."""
    try:
        with connection.begin_nested():
            connection.execute(dead_file.insert().values(id=file_id, since=now))
    except IntegrityError:  # it is marked already
        return
