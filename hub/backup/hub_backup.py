"""Copies a hub (database, keys, joined files) and brings the copy back as a new epoch, which every box then notices."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from hub.backup import object_lines, sealed_file, table_rows
from hub.files.file_ends import claim
from hub.hub import Hub
from hub.keys.key_backup import put_back, secrets_of
from hub.keys.keyring import SIGNING
from hub.keys.lineage import begin_new_epoch_within
from hub.objects.opening import open_objects
from hub.opening import open_hub
from hub.settings import HubSettings
from hub.store.opening import Store, open_store
from hub.store.schema import event, site, staff
from hub.trail.audit import note, verify
from hub.trail.audit_action import AuditAction
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.version import VERSION

_FORMAT = 1


def back_up(hub: Hub, file: Path, passphrase: str) -> Counter[str]:
    """Write the whole hub into one new file, and read it again to its end; gives how many rows of each table it holds.

    The rows are of one moment, while the hub goes on working. Raises what `sealed_file.write` raises, and `Refused`
    (`damaged-hub-copy`) where what was read again is not what was written.
    """
    counted: Counter[str] = Counter()
    with _one_moment(hub.store) as connection:
        sealed_file.write(file, passphrase, _lines(hub, connection, counted))
    again = _Copy(file, passphrase)
    if Counter(json.loads(line)[0] for line in again.rows()) != counted:
        raise Refused(HubRefusal.DAMAGED_HUB_COPY, path=str(file))
    note(hub, AuditAction.KEYS_COPIED)
    return counted


def restore(settings: HubSettings, file: Path, passphrase: str, clock: Clock) -> Counter[str]:
    """Bring a copy back into a hub that has no site, nobody and no case yet; gives how many rows came.

    The copy is read to its end before anything is changed. Keys that an empty hub made at its first start are put
    aside. The database comes back whole or not at all, with a new epoch: boxes send again what it may lack.
    Raises `Refused`: what `sealed_file.read` raises, `copy-of-another-version`, `hub-not-empty`, `secret-exists`.
    """
    copy = _Copy(file, passphrase)
    for _ in copy.rows():
        pass
    objects, store = open_objects(settings), open_store(settings)
    try:
        with store.reading() as connection:
            _refuse_unsuitable(connection, copy)
        _put_aside(settings.keys_folder, copy.secrets, clock)
        put_back(settings.keys_folder, copy.secrets)
        with store.writing() as connection:
            _refuse_unsuitable(connection, copy)
            table_rows.empty(connection)
            counted: Counter[str] = Counter()
            counted += table_rows.insert_lines(connection, object_lines.put_back(objects, copy.rows(), counted))
            epoch = begin_new_epoch_within(connection, clock)
    finally:
        store.engine.dispose()
    opened = open_hub(settings, clock)
    try:
        claim(opened)
        note(opened, AuditAction.DATABASE_RESTORED, detail=epoch)
        verify(opened)
    finally:
        opened.store.engine.dispose()
    return counted


class _Copy:
    """A copy's file: what its first line says, and its rows."""

    def __init__(self, file: Path, passphrase: str) -> None:
        self._file, self._passphrase = file, passphrase
        head: Any = json.loads(next(sealed_file.read(file, passphrase), b"{}"))
        if head.get("format") != _FORMAT:
            raise Refused(HubRefusal.NOT_A_HUB_COPY, path=str(file))
        self.revision, self.version = str(head["revision"]), str(head["version"])
        self.secrets = {name: base64.b64decode(secret) for name, secret in head["keys"].items()}

    def rows(self) -> Iterator[bytes]:
        """The line of each row."""
        return islice(sealed_file.read(self._file, self._passphrase), 1, None)


def _lines(hub: Hub, connection: Connection, counted: Counter[str]) -> Iterator[bytes]:
    secrets = {name: base64.b64encode(secret).decode() for name, secret in secrets_of(hub.settings.keys_folder).items()}
    head = {
        "format": _FORMAT,
        "version": VERSION,
        "revision": table_rows.revision(connection),
        "name": hub.settings.name,
        "made_at": hub.clock.now().isoformat(),
        "keys": secrets,
    }
    yield json.dumps(head, ensure_ascii=False).encode()
    yield from table_rows.lines(connection, counted)
    yield from object_lines.lines(hub.objects, counted)


def _one_moment(store: Store) -> Connection:
    """A connection that sees one state of the database, whatever is written meanwhile; on SQLite each one does."""
    connection = store.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def _refuse_unsuitable(connection: Connection, copy: _Copy) -> None:
    if table_rows.revision(connection) != copy.revision:
        raise Refused(HubRefusal.COPY_OF_ANOTHER_VERSION, version=copy.version, own=VERSION)
    for table in (site, staff, event):
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise Refused(HubRefusal.HUB_NOT_EMPTY)


def _put_aside(folder: Path, secrets: dict[str, bytes], clock: Clock) -> None:
    """Rename a folder of another hub's keys: nothing was ever locked with them, as the database is empty.

    Keys of the same hub stay; a sealing key that is younger than the copy still opens what boxes have sealed to it.
    """
    signing = folder / SIGNING
    if signing.exists() and keys.read_secret(signing) != secrets[SIGNING]:
        folder.rename(folder.with_name(f"{folder.name}-{clock.now():%Y%m%d-%H%M%S}"))
