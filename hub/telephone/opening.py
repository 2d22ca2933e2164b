"""Opens a file that came whole from a telephone, and cleans it as a box cleans what is joined there.

One file at a time in each process: it is whole in memory while it is opened, 10 MB sealed and 10 MB clear.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from hub.files.cut_file import cut
from hub.hub import Hub
from hub.secrets.vault import CaseLock, lock_of
from hub.telephone import parts, rows
from hub.telephone.rows import CleanedFile, WaitingFile
from hub.telephone.ticket import Ticket, sealing_pair
from kiosk.crypto import sealing
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.files.clean_file import Clean, clean

WAIT_S = 10.0
"""How long a file waits for its turn; then the page asks again, and loses nothing."""
LONGEST_HEAD = 1_000
"""Bytes of the line before the file."""
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)


def open_whole(hub: Hub, ticket: Ticket, file: WaitingFile) -> CleanedFile | None:
    """Open, clean and keep a file of which all sealed bytes are there; once, however often it is asked for.

    None where it has to wait for its turn. Raises `Refused`: `not-sealed` for what the page's key does not open or what
    was sealed for another place, `not-asked` where the case was erased, and what `clean` refuses. What is refused is
    forgotten.
    """
    with _turn() as mine:
        if not mine:
            return None
        with hub.store.reading() as connection:
            lock, known = lock_of(connection, hub.ring, file.case_id), rows.find(connection, file.id)
        if lock is None or known is None:
            raise Refused(HubRefusal.NOT_ASKED)
        if known.cleaned is None:
            try:
                cleaned = _cleaned(hub, ticket, file)
            except FileNotFoundError:  # another process has just opened it
                return None
            except Refused:
                parts.give_up(hub, file)
                raise
            known = _kept(hub, file, lock, cleaned)
        return rows.opened(known, lock)


def _cleaned(hub: Hub, ticket: Ticket, file: WaitingFile) -> Clean:
    try:
        clear = sealing.unseal_by(sealing_pair(hub, ticket), parts.sealed_bytes(hub, file))
    except Unreadable:
        raise Refused(HubRefusal.NOT_SEALED) from None
    head, _, data = clear.partition(b"\n")
    del clear  # 10 MB that nobody needs while the file is cleaned
    name = _named(head, file)
    if len(data) > parts.MOST_BYTES:
        raise Refused(Refusal.FILE_TOO_LARGE, most=parts.MOST_BYTES // 1_000_000)
    return clean(data, name)


def _named(head: bytes, file: WaitingFile) -> str:
    """The file's name, from the line before it. Raises `Refused` (`not-sealed`) where it is of another file."""
    try:
        said = json.loads(head) if len(head) <= LONGEST_HEAD else {}
        theirs = (said["file"], said["paper"]) == (file.id, file.paper_id)
        name = said["name"] if theirs else None
    except (ValueError, TypeError, KeyError):
        name = None
    if not isinstance(name, str):
        raise Refused(HubRefusal.NOT_SEALED)
    return name


def _kept(hub: Hub, file: WaitingFile, lock: CaseLock, cleaned: Clean) -> WaitingFile:
    """The file with its chunks kept; those of whoever was slower go."""
    put: list[str] = []
    made = cut(hub.objects, file.id, lock, iter([cleaned.data]), put)
    with hub.store.writing() as connection:
        first = rows.keep(connection, file, lock, made, cleaned.name, cleaned.media_type)
        known = rows.find(connection, file.id)
    with suppress(OSError):  # the sweep finds them
        hub.objects.delete(parts.names(hub, file) if first else put)
    if known is None:
        raise Refused(HubRefusal.NOT_ASKED)
    return known


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether it is this file's turn, which ends with the block."""
    mine = _ONE_AT_A_TIME.acquire(timeout=WAIT_S)
    try:
        yield mine
    finally:
        if mine:
            _ONE_AT_A_TIME.release()
