"""Sites that make cases without pause and send them with the loop that a box runs, which nobody touches meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.settings import Settings
from kiosk.store import outbox
from tests.gallery.site.cast import set_up
from tests.gallery.site.gestures import submitted


class Sender(threading.Thread):
    """A site: makes cases until it is told to stop; its loop goes on sending."""

    def __init__(self, box: Box) -> None:
        super().__init__(name=f"site {box.settings.site_code}", daemon=True)
        self.box, self.loop = box, SyncLoop(box)
        self.references: list[str] = []
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            self.references.append(submitted(self.box).reference)
            self.loop.wake()

    def stop(self) -> None:
        """Make no more cases."""
        self._over.set()
        self.join(30)

    def unsent(self) -> int:
        return outbox.read_unsent_summary(self.box.store.read())[0]

    def acknowledged(self) -> dict[str, bytes]:
        """What the hub has confirmed so far: the statement of each event, by its id."""
        found = list(self.box.store.read().query("SELECT event_id, statement FROM acknowledgements"))
        return {row["event_id"]: bytes(row["statement"]) for row in found}


@contextmanager
def senders(folder: Path, url: str, invitations: dict[str, str]) -> Iterator[list[Sender]]:
    """Enrolled sites, each with its loop running and no case yet."""
    running = []
    for code, invitation in invitations.items():
        made = Settings(data=folder / code, site_code=code, site_name=f"Mairie {code}", printer="dummy", sync_every_s=1)
        box = open_box(made)
        set_up(box)
        enrol.enrol_at_hub(box, url, invitation)
        running.append(Sender(box))
    for sender in running:
        sender.loop.start()
    try:
        yield running
    finally:
        for sender in running:
            sender.stop()
            sender.loop.stop()
            sender.loop.join(30)
            sender.box.store.close()
