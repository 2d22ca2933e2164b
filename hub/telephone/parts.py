"""Takes a file from a telephone in parts, each from the byte that is missing, until all of its sealed bytes are there.

Nothing is in memory but one part. A part that comes twice is kept once: a line that breaks costs what was under way.
"""

from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from hub.files import file_ends
from hub.files.kept_file import PART, folder_of
from hub.hub import Hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.store.schema import telephone_file
from hub.telephone import door, rows
from hub.telephone.rows import WaitingFile
from hub.telephone.ticket import Ticket
from kiosk.clock import is_id
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.files.file_type import MOST_OF_A_CASE

MOST_FILES = 10
"""Of one case that wait at a time."""
MOST_BYTES = 10_000_000
"""Of one file as it lies on the telephone."""
MOST_SEALED = MOST_BYTES + 2_000
"""With what sealing adds, and the line that says which file it is."""
PART_BYTES = 262_144
"""Of every part but the last: a second at 2 Mbit/s."""
OF_CASE = WrongTries("telephone case", 40, timedelta(hours=1))
"""Files begun for one case; whoever photographs a paper again and again is below it."""
FROM_ADDRESS = WrongTries("telephone from", 200, timedelta(hours=1))
"""Files begun from one address, behind which a mobile operator has many telephones."""


class Part(Struct, frozen=True):
    """Some sealed bytes of a file, from `start` on, of `size` in all; `paper_id` is what the file is for."""

    file_id: str
    paper_id: str
    size: int
    start: int
    content: bytes


def take(hub: Hub, ticket: Ticket, part: Part, address: str) -> WaitingFile | int:
    """Keep a part; gives how many bytes are there, or the file once all of them are.

    Raises `Refused`: `not-asked`, `page-too-old`, `file-too-large`, `too-many-telephone-files`, `case-full`,
    `sent-too-often`, and `not-sealed` for what is no part of a sealed file.
    """
    file = _begun(hub, ticket, part, address)
    if file.cleaned is not None:
        return file
    there = _there(hub, file)
    if part.start == there < file.size:
        end = there + len(part.content)
        if end > file.size or (len(part.content) != PART_BYTES and end != file.size):
            give_up(hub, file)
            raise Refused(HubRefusal.NOT_SEALED)
        hub.objects.put(f"{folder_of(file.id)}{there:08d}{PART}", part.content)
        there = end
    return file if there == file.size else there


def sealed_bytes(hub: Hub, file: WaitingFile) -> bytes:
    """All sealed bytes of a file. Raises `FileNotFoundError` where it was given up meanwhile."""
    return b"".join(map(hub.objects.get, names(hub, file)))


def give_up(hub: Hub, file: WaitingFile) -> None:
    """Forget a file that is refused, or that the person takes away."""
    with hub.store.writing() as connection:
        rows.drop(hub, connection, [file])
    file_ends.bury(hub)


def _begun(hub: Hub, ticket: Ticket, part: Part, address: str) -> WaitingFile:
    """The file of a part, which begins with its first one."""
    with hub.store.reading() as connection:
        file = rows.find(connection, part.file_id)
    if file is None:
        _check_new(part)
        try:
            file = _new(hub, ticket, part, address)
        except IntegrityError:  # a twin of the same part was faster
            with hub.store.reading() as connection:
                file = rows.find(connection, part.file_id)
    named = (ticket.case_id, ticket.page, part.paper_id, part.size)
    if file is None or (file.case_id, file.page, file.paper_id, file.size) != named:
        raise Refused(HubRefusal.NOT_ASKED)
    return file


def _check_new(part: Part) -> None:
    if not is_id(part.file_id) or part.start != 0 or part.size < 1:
        raise Refused(HubRefusal.NOT_SEALED)
    if part.size > MOST_SEALED:
        raise Refused(Refusal.FILE_TOO_LARGE, most=MOST_BYTES // 1_000_000)


def _new(hub: Hub, ticket: Ticket, part: Part, address: str) -> WaitingFile:
    _check_pace(hub, ticket.case_id, address)
    with hub.store.writing() as connection:
        case = door.open_case(hub, connection, ticket)
        door.check_asked(hub, case, ticket, part.paper_id)
        _check_room(connection, ticket.case_id, part.size)
        row: dict[str, Any] = {
            "id": part.file_id,
            "case_id": ticket.case_id,
            "page": ticket.page,
            "paper_id": part.paper_id,
            "size": part.size,
        }
        connection.execute(telephone_file.insert().values(row | {"begun_at": hub.clock.now()}))
    OF_CASE.record(hub, ticket.case_id)
    FROM_ADDRESS.record(hub, address)
    return WaitingFile(**row, cleaned_size=0, cleaned=None)


def _check_pace(hub: Hub, case_id: str, address: str) -> None:
    try:
        OF_CASE.admit(hub, case_id)
        FROM_ADDRESS.admit(hub, address)
    except Refused:
        raise Refused(HubRefusal.SENT_TOO_OFTEN) from None


def _check_room(connection: Connection, case_id: str, size: int) -> None:
    waiting = rows.of_case(connection, case_id)
    if len(waiting) >= MOST_FILES:
        raise Refused(HubRefusal.TOO_MANY_TELEPHONE_FILES, most=MOST_FILES)
    if sum(file.cleaned_size or file.size for file in waiting) + size > MOST_OF_A_CASE:
        raise Refused(Refusal.CASE_FULL, most=MOST_OF_A_CASE // 1_000_000)


def names(hub: Hub, file: WaitingFile) -> list[str]:
    """The objects of the parts that follow each other from the first byte on."""
    return [name for name, _ in _in_order(hub, file)]


def _there(hub: Hub, file: WaitingFile) -> int:
    return sum(size for _, size in _in_order(hub, file))


def _in_order(hub: Hub, file: WaitingFile) -> list[tuple[str, int]]:
    found = {stored.name: stored.size for stored in hub.objects.below(folder_of(file.id))}
    parts: list[tuple[str, int]] = []
    at = 0
    while (name := f"{folder_of(file.id)}{at:08d}{PART}") in found and found[name]:
        parts.append((name, found[name]))
        at += found[name]
    return parts
