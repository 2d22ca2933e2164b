"""Sends a large file from a box to a hub and opens it there, all in this process; says by how much the memory grew.

    .venv/bin/python -m trials.file_memory [--megabytes 60] [--at-most 20]

Both sides together, over HTTP: the peak of what is resident after a small file has gone the same way, by the kernel's
own count (Linux). It is the same for 20 MB and for 60: each of the hub's sixteen threads holds on to what one chunk
took. Fails where it is more than `--at-most` megabytes. A joined file is limited to 20 MB: this one is put
in the place of a small one, at the box and in the event at the hub, after both have taken that.
"""

import hashlib
import json
import random
import re
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hub.files.opened_file import open_file
from hub.secrets.packed import pack
from hub.secrets.vault import event_label, lock_of
from hub.store.schema import event
from kiosk import settings
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.event import canonical
from kiosk.domain.events.sealed import key_id
from kiosk.paths import SETTINGS_FILE
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import enrol, file_transfers
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.database import rows
from kiosk.store.events import file_transfers as queue
from tests.gallery.site.cast import at_work, nadia_roux, set_up
from tests.gallery.site.central import Central, central_hub
from trials.laboratory.work import CONFIRMED
from trials.townhall.deposit import draft, scan
from trials.townhall.person import person

MEGABYTE = 1_000_000
KEY = b"k" * 32
LONG_S = 3600.0


def clear_file(size: int) -> Iterator[bytes]:
    """Bytes that nothing makes smaller, a piece at a time: the same for the same size."""
    dice = random.Random(size)
    for start in range(0, size, sealing.CHUNK_BYTES):
        yield dice.randbytes(min(sealing.CHUNK_BYTES, size - start))


def submitted(box: Box, nadia: Actor, number: int) -> tuple[str, str]:
    """A case with a small file, which is not queued to be sent; its id and the file's."""
    case = draft(box, person(number, random.Random(number)), nadia, scan(number))
    submit_case.submit(box, case, nadia, CONFIRMED)
    with box.store.write() as db:
        queue.unpack(db, case)
        [joined] = rows(db, "SELECT id FROM attachments WHERE case_id = ?", case)
    return case, str(joined["id"])


def enlarge(box: Box, central: Central, case_id: str, file_id: str, size: int) -> str:
    """Put a file of `size` bytes in the place of the small one, on both sides, and queue it; gives its SHA-256."""
    counted = hashlib.sha256()
    for piece in clear_file(size):
        counted.update(piece)
    with box.store.write() as db:
        db.conn.execute("DELETE FROM attachment_pieces WHERE attachment_id = ?", (file_id,))
        db.conn.executemany(
            "INSERT INTO attachment_pieces (attachment_id, number, piece) VALUES (?,?,?)",
            (
                (file_id, number, piece)
                for number, piece in enumerate(attachments_of.encrypt_stream(file_id, KEY, clear_file(size)))
            ),
        )
        db.conn.execute("UPDATE attachments SET size = ? WHERE id = ?", (size, file_id))
        public = bytes.fromhex(central.seal_key)
        queue.pack(db, file_id, counted.hexdigest(), key_id(public), sealing.seal(public, KEY))
    with central.hub.store.writing() as connection:
        [row] = connection.execute(event.select().where(event.c.stream == case_id)).all()
        lock = lock_of(connection, central.hub.ring, case_id)
        assert lock is not None
        body = lock.read(event_label(row.id), row.body)
        for document in body["documents"]:
            for listed in document.get("attachments") or ():
                listed.update(size=size, sha256=counted.hexdigest())
        locked = lock.lock_packed(event_label(row.id), pack(canonical(body)))
        connection.execute(event.update().where(event.c.id == row.id).values(body=locked))
    return counted.hexdigest()


def sent_and_opened(box: Box, line: Hub, central: Central, case_id: str, file_id: str) -> str:
    """Send it, open it as staff do; gives its SHA-256 as it was read."""
    while file_transfers.send(box, line, LONG_S).confirmed == 0:
        continue
    counted = hashlib.sha256()
    for piece in open_file(central.hub, case_id, file_id):
        counted.update(piece)
    return counted.hexdigest()


def growth(megabytes: int) -> float:
    """By how many megabytes the memory grew while a file of so many megabytes was sent and opened."""
    with tempfile.TemporaryDirectory() as folder, central_hub(Path(folder) / "hub") as central:
        (Path(folder) / "box").mkdir()
        (Path(folder) / "box" / SETTINGS_FILE).write_text(
            'site_code = "SA"\nsite_name = "Mairie de Saint-Aubin"\n', "utf-8"
        )
        box = open_box(settings.read(Path(folder) / "box"))
        set_up(box)
        enrol.enroll(box, central.url, central.code)
        nadia = at_work(box, nadia_roux())
        with closing(hub_of(box)) as line:
            for number, size in enumerate((2 * MEGABYTE, megabytes * MEGABYTE)):
                case_id, file_id = submitted(box, nadia, number)
                talk(box, line)
                wanted = enlarge(box, central, case_id, file_id, size)
                before = _start_again()
                if sent_and_opened(box, line, central, case_id, file_id) != wanted:
                    raise SystemExit("what was opened is not what was sent")
                grown = _memory("VmHWM") - before
        box.store.close()
    return grown / 1_000


def _start_again() -> int:
    """Forget the peak so far; gives the kilobytes that are resident now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(name: str) -> int:
    match = re.search(rf"^{name}:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert match is not None
    return int(match[1])


def main() -> int:
    reader = ArgumentParser(description=__doc__)
    reader.add_argument("--megabytes", type=int, default=60)
    reader.add_argument("--at-most", type=float, default=20.0)
    asked = reader.parse_args()
    grown = growth(asked.megabytes)
    print(json.dumps({"megabytes": asked.megabytes, "grown_megabytes": round(grown, 1)}))
    return int(grown > asked.at_most)


if __name__ == "__main__":
    sys.exit(main())
