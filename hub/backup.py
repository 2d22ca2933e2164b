"""Backs up the hub, or its keys alone, to one file locked with a passphrase, and restores them."""

import base64
import errno
import json
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, func, insert, select, text

from hub.files.kept_file import PART, cut_evenly
from hub.files.listed_file import claim_object_store
from hub.hub import Hub
from hub.keyring import MASTER, SIGNING, Ring, sealing_files
from hub.objects import Objects, open_objects
from hub.opening import begin_new_epoch_within, open_hub
from hub.settings import HubSettings
from hub.store.columns import metadata
from hub.store.opening import open_store
from hub.store.schema import event, site, staff
from hub.trail import AuditAction, append_audit_line, verify_audit_trail
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.paths import name_what_is_wrong
from kiosk.process.whole_file import write_whole_file
from kiosk.version import VERSION

SHORTEST_PASSPHRASE = 16
"""Characters: whoever finds the file may guess for years."""
CONNECTORS = "*.secret"
"""Files of the secrets that connectors share with other systems."""
_KEYS_MARK = b"PARVIS HUB KEYS 1\n"
_KEYS_ABOUT = "hub keys"
_MARK = b"PARVIS HUB COPY 1\n"
_ABOUT = "hub copy"
_LENGTH = struct.Struct(">I")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LARGEST_PIECE = sealing.CHUNK_BYTES + 1024
OBJECT_KIND = "object"
"""What stands in such a line in the place of a table."""
LEFT_OUT = frozenset(
    {
        "staff_session",
        "half_session",
        "sign_in_try",
        "enrolment_try",
        "provider_attempt",
        "provider_stranger",
        "provider_session",
        "telephone_file",
    }
)
"""Tables of the moment: whoever was signed in signs in again, and what nobody sent yet is sent again."""
_TOGETHER = 200
"""Rows inserted by one statement, or fetched at once: `yield_per` on a result that is there already holds it whole."""
_FORMAT = 1
_NAME, _SUFFIX = "hub-", ".copy"


def back_up_keys(folder: Path, file: Path, passphrase: str) -> None:
    """Write every key of the folder to a new file, locked with the passphrase (Argon2id), readable by its owner only.

    Raises `Refused`: `passphrase-too-short`, `secret-exists` where the file exists, `no-secret` where a key is missing,
    `not-a-hub-key`.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=SHORTEST_PASSPHRASE)
    secrets = {name: base64.b64encode(secret).decode() for name, secret in secrets_of(folder).items()}
    salt = sealing.new_salt()
    locked = sealing.lock_bytes(stretch_passphrase(passphrase, salt), json.dumps(secrets).encode(), _KEYS_ABOUT)
    keys.write_secret_file(file, _KEYS_MARK + salt + locked)


def restore_keys(folder: Path, file: Path, passphrase: str) -> None:
    """Write the keys of a backup into the folder; keys that are there already, and the same, stay.

    Raises `Refused`: `not-a-keys-copy`, `wrong-keys-passphrase` (also for a damaged file), `secret-exists` where the
    folder holds a different key, before anything is written.
    """
    data = keys.read_secret_file(file)
    salt, locked = data[len(_KEYS_MARK) :][: sealing.SALT_BYTES], data[len(_KEYS_MARK) + sealing.SALT_BYTES :]
    if not data.startswith(_KEYS_MARK) or len(salt) != sealing.SALT_BYTES:
        raise Refused(HubRefusal.NOT_A_KEYS_COPY, path=str(file))
    try:
        clear = sealing.unlock_bytes(stretch_passphrase(passphrase, salt), locked, _KEYS_ABOUT)
    except Unreadable:
        raise Refused(HubRefusal.WRONG_KEYS_PASSPHRASE) from None
    write_restored_keys(folder, {name: base64.b64decode(secret) for name, secret in json.loads(clear).items()})


def secrets_of(folder: Path) -> dict[str, bytes]:
    """The content of every key's file, by its name. Raises `Refused`: `no-secret`, `not-a-hub-key`."""
    Ring(folder)  # a copy of what opens nothing is no copy
    paths = [folder / SIGNING, folder / MASTER, *sealing_files(folder), *sorted(folder.glob(CONNECTORS))]
    return {path.name: keys.read_secret_file(path) for path in paths}


def write_restored_keys(folder: Path, secrets: Mapping[str, bytes]) -> None:
    """Write keys into the folder; those that are there already, and the same, stay.

    Raises `Refused`: `secret-exists` where another key of that name is there, before anything is written.
    """
    missing = {}
    for name, secret in secrets.items():
        path = folder / name
        if not path.exists():
            missing[path] = secret
        elif keys.read_secret_file(path) != secret:
            raise Refused(Refusal.SECRET_EXISTS, path=str(path))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path, secret in missing.items():
        keys.write_secret_file(path, secret)
    Ring(folder)


def stretch_passphrase(passphrase: str, salt: bytes) -> bytes:
    """The key of a copy: its passphrase in Unicode form NFC, because a keyboard may type « é » as two characters."""
    return sealing.stretch_secret(unicodedata.normalize("NFC", passphrase), salt)


def write_sealed(path: Path, passphrase: str, lines: Iterable[bytes]) -> None:
    """Write lines (none holds a line feed) to a new file, for its owner only, whole or not at all, durable on return.

    The key is the passphrase stretched (Argon2id); the stream is libsodium's secretstream, whose order and end are
    authenticated. Raises `Refused`: `passphrase-too-short`, `file-exists`, `no-access`, `not-a-folder`,
    `no-room`, `backup-not-written` where the disk gives back something else.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=SHORTEST_PASSPHRASE)
    if path.exists():
        raise Refused(Refusal.FILE_EXISTS, path=str(path))
    salt = sealing.new_salt()

    def sealed() -> Iterator[bytes]:
        yield _MARK + salt
        pieces = cut_evenly(line + b"\n" for line in lines)
        for piece in sealing.lock_stream(stretch_passphrase(passphrase, salt), pieces, _ABOUT):
            yield _LENGTH.pack(len(piece)) + piece

    with name_what_is_wrong(path):
        try:
            is_whole = write_whole_file(path, sealed())
        except OSError as fault:
            if fault.errno in _NO_ROOM:
                raise Refused(Refusal.NO_ROOM, path=str(path.parent)) from fault
            raise
    if not is_whole:
        raise Refused(Refusal.BACKUP_NOT_WRITTEN, path=str(path))


def read_sealed(path: Path, passphrase: str) -> Iterator[bytes]:
    """The lines of such a file.

    Raises `Refused`: `not-a-hub-copy`, `wrong-copy-passphrase` (also for a damaged or shortened file, at its end at the
    latest), `no-access`, `not-a-file`.
    """
    with name_what_is_wrong(path), path.open("rb") as file:
        mark, salt, rest = file.read(len(_MARK)), file.read(sealing.SALT_BYTES), b""
        if mark != _MARK or len(salt) != sealing.SALT_BYTES:
            raise Refused(HubRefusal.NOT_A_HUB_COPY, path=str(path))
        try:
            for chunk in sealing.unlock_stream(stretch_passphrase(passphrase, salt), _pieces(file), _ABOUT):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from whole
        except Unreadable:
            raise Refused(HubRefusal.WRONG_COPY_PASSPHRASE, path=str(path)) from None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The pieces as they were written. Raises `Unreadable` where the file ends within one."""
    while prefix := file.read(_LENGTH.size):
        length = _LENGTH.unpack(prefix)[0] if len(prefix) == _LENGTH.size else _LARGEST_PIECE + 1
        piece = file.read(length) if length <= _LARGEST_PIECE else b""
        if not piece or len(piece) != length:
            raise Unreadable()
        yield piece


def object_lines(objects: Objects, counted: Counter[str]) -> Iterator[bytes]:
    """One line for each object of a folder, none for those of a bucket; counts them into `counted`.

    Beginnings of chunks, which come again, are left out.
    """
    if not objects.copied_with_the_hub:
        return
    for stored in objects.below(""):
        if stored.name.endswith(PART):
            continue
        try:
            content = objects.get(stored.name)
        except FileNotFoundError:  # erased since it was listed
            continue
        counted[OBJECT_KIND] += 1
        yield json.dumps([OBJECT_KIND, {"name": stored.name, "bytes": base64.b64encode(content).decode()}]).encode()


def put_objects_back(objects: Objects, given: Iterable[bytes], counted: Counter[str]) -> Iterator[bytes]:
    begins = json.dumps([OBJECT_KIND])[:-1].encode()
    for line in given:
        if not line.startswith(begins):
            yield line
            continue
        values = json.loads(line)[1]
        objects.put(values["name"], base64.b64decode(values["bytes"]))
        counted[OBJECT_KIND] += 1


def copied_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def revision_of(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def table_lines(connection: Connection, counted: Counter[str]) -> Iterator[bytes]:
    for table in copied_tables():
        for row in connection.execute(select(table), execution_options={"yield_per": _TOGETHER}).mappings():
            counted[table.name] += 1
            yield json.dumps([table.name, dict(row)], ensure_ascii=False, default=_as_json).encode()


def insert_lines(connection: Connection, given: Iterable[bytes]) -> Counter[str]:
    counted: Counter[str] = Counter()
    waiting: list[dict[str, Any]] = []
    of = ""

    def flush() -> None:
        if waiting:
            connection.execute(insert(metadata.tables[of]), waiting)
            counted[of] += len(waiting)
            waiting.clear()

    for line in given:
        name, values = json.loads(line)
        if name != of or len(waiting) >= _TOGETHER:
            flush()
            of = name
        waiting.append({column: _from_json(value) for column, value in values.items()})
    flush()
    return counted


def _as_json(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"bytes": base64.b64encode(value).decode()}


def _from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return base64.b64decode(value["bytes"]) if "bytes" in value else datetime.fromisoformat(value["moment"])


def back_up_hub(hub: Hub, file: Path, passphrase: str) -> Counter[str]:
    """Write the whole hub into one new file, and read it again to its end; gives how many rows of each table it holds.

    The rows are of one moment, while the hub goes on working. Raises what `write_sealed` raises, and `Refused`
    (`damaged-hub-copy`) where what was read again is not what was written.
    """
    counted: Counter[str] = Counter()
    with (
        hub.store.engine.connect() as connection
    ):  # which sees one state of the database, whatever is written meanwhile
        if connection.dialect.name == "postgresql":  # on SQLite each one does
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        write_sealed(file, passphrase, _lines(hub, connection, counted))
    again = _Copy(file, passphrase)
    if Counter(json.loads(line)[0] for line in again.rows()) != counted:
        raise Refused(HubRefusal.DAMAGED_HUB_COPY, path=str(file))
    append_audit_line(hub, AuditAction.KEYS_COPIED)
    return counted


def restore_hub(settings: HubSettings, file: Path, passphrase: str, clock: Clock) -> Counter[str]:
    """Bring a copy back into a hub that has no site, nobody and no case yet; gives how many rows came.

    The copy is read to its end before anything is changed. Keys that an empty hub made at its first start are put
    aside. The database comes back whole or not at all, with a new epoch: boxes send again what it may lack.
    Raises `Refused`: what `read_sealed` raises, `copy-of-another-version`, `hub-not-empty`, `secret-exists`.
    """
    copy = _Copy(file, passphrase)
    for _ in copy.rows():
        pass
    objects, store = open_objects(settings), open_store(settings)
    try:
        with store.reading() as connection:
            _refuse_unsuitable(connection, copy)
        # Nothing was ever locked with keys of another hub, as the database is empty. Those of the same hub stay; a
        # sealing key that is younger than the copy still opens what boxes have sealed to it.
        signing, folder = settings.keys_folder / SIGNING, settings.keys_folder
        if signing.exists() and keys.read_secret_file(signing) != copy.secrets[SIGNING]:
            folder.rename(folder.with_name(f"{folder.name}-{clock.now():%Y%m%d-%H%M%S}"))
        write_restored_keys(folder, copy.secrets)
        with store.writing() as connection:
            _refuse_unsuitable(connection, copy)
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
            counted: Counter[str] = Counter()
            counted += insert_lines(connection, put_objects_back(objects, copy.rows(), counted))
            epoch = begin_new_epoch_within(connection, clock)
    finally:
        store.engine.dispose()
    opened = open_hub(settings, clock)
    try:
        claim_object_store(opened)
        append_audit_line(opened, AuditAction.DATABASE_RESTORED, detail=epoch)
        verify_audit_trail(opened)
    finally:
        opened.store.engine.dispose()
    return counted


def back_up_hub_into(hub: Hub, folder: Path, passphrase: str, kept: int | None) -> tuple[Path, Counter[str]]:
    """The same, as a file with a name of its own in a folder; of those named so, only the `kept` newest stay there.

    None goes before the new one is read again. One that is dated after it counts as the oldest: the clock was ahead.
    """
    file = folder / f"{_NAME}{hub.clock.now():%Y%m%dT%H%M%SZ}{_SUFFIX}"
    counted = back_up_hub(hub, file, passphrase)
    copies = folder.glob(f"{_NAME}{'[0-9]' * 8}T{'[0-9]' * 6}Z{_SUFFIX}")
    for copy in sorted(copies, key=lambda copy: (copy.name <= file.name, copy.name))[: -kept if kept else 0]:
        copy.unlink()
    return file, counted


class _Copy:
    def __init__(self, file: Path, passphrase: str) -> None:
        self._file, self._passphrase = file, passphrase
        head: Any = json.loads(next(read_sealed(file, passphrase), b"{}"))
        if head.get("format") != _FORMAT:
            raise Refused(HubRefusal.NOT_A_HUB_COPY, path=str(file))
        self.revision, self.version = str(head["revision"]), str(head["version"])
        self.secrets = {name: base64.b64decode(secret) for name, secret in head["keys"].items()}

    def rows(self) -> Iterator[bytes]:
        return islice(read_sealed(self._file, self._passphrase), 1, None)


def _lines(hub: Hub, connection: Connection, counted: Counter[str]) -> Iterator[bytes]:
    secrets = {name: base64.b64encode(secret).decode() for name, secret in secrets_of(hub.settings.keys_folder).items()}
    head = {
        "format": _FORMAT,
        "version": VERSION,
        "revision": revision_of(connection),
        "name": hub.settings.name,
        "made_at": hub.clock.now().isoformat(),
        "keys": secrets,
    }
    yield json.dumps(head, ensure_ascii=False).encode()
    yield from table_lines(connection, counted)
    yield from object_lines(hub.objects, counted)


def _refuse_unsuitable(connection: Connection, copy: _Copy) -> None:
    if revision_of(connection) != copy.revision:
        raise Refused(HubRefusal.COPY_OF_ANOTHER_VERSION, version=copy.version, own=VERSION)
    for table in (site, staff, event):
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise Refused(HubRefusal.HUB_NOT_EMPTY)
