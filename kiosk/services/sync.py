"""Carries events to the hub and brings back what it says: in order, exactly once, for ever."""

import logging
import math
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kiosk.connectors.hub import Answer, Hub
from kiosk.domain import event, retry
from kiosk.domain.ring import DESK
from kiosk.domain.sealed import Sealed
from kiosk.errors import Unreachable
from kiosk.services import parcels, retention, safe, transmission, verifying
from kiosk.services.box import Box
from kiosk.store import answers, cases, counters, enrolment, journal, outbox, updates
from kiosk.store import parcels as to_send
from kiosk.store.database import Database

log = logging.getLogger(__name__)
BATCH_EVENTS = 100
BATCH_BYTES = 3_000_000
"""Bytes of bodies in one batch, sealed and in base64; the hub takes 4 MB with what stands around them."""
KEYS_EVERY_S = 6 * 3600.0
"""Seconds between two questions for the hub's newest sealing key, and for the list that receipts are verified with."""
_KEY_CODES = ("unknown-key", "unreadable")
"""What a hub says that has given up the key this box seals to."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What one exchange did: events acknowledged, rejected, left for later; updates received; files sent;
    whether more is due.
    """

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    files: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """How the line is: `connected` is None before the first try; `reason` is a code while it fails."""

    connected: bool | None = None
    reason: str = ""
    failures: int = 0
    last_at: datetime | None = None


def hub_of(box: Box) -> Hub:
    """The hub this box is enrolled at; one that is not usable while there is none."""
    found = box.enrolment()
    if found is None:
        return Hub("", "", "", "", box.site.code)
    return Hub(found.url, found.token, found.verify_key, found.seal_key.hex(), box.site.code, found.epoch)


def talk(box: Box, hub: Hub) -> Talk:
    """Send what is due, keep what is answered, ask what is new.

    Raises `Unreachable`, also where one answer cannot be believed; what was kept stays kept.
    """
    if wrong := hub.what_is_wrong():
        raise Unreachable(wrong)
    due = _batch(outbox.due(box.store.read(), BATCH_EVENTS))
    if due:
        with box.store.write() as db:
            answers.sending(db, due, box.watch.today().now)
    said = hub.send(due, _heartbeat(box))
    _follow_epoch(box, said.epoch)
    done = Talk()
    for answer in said.answers:
        done = _keep(box, hub, answer, done)
    if any(answer.code in _KEY_CODES for answer in said.answers):
        follow_keys(box, hub)
    news = hub.updates(updates.cursor(box.store.read(), said.epoch))
    fresh = news.updates if news.epoch == said.epoch else ()  # restored between the two: asked again from the start
    if fresh:
        with box.store.write() as db:
            for update in fresh:
                _receive(box, db, update, said.epoch)
    files = parcels.send(box, hub)
    retention.due(box)
    if strange := next((answer for answer in said.answers if answer.outcome == "unbelieved"), None):
        raise Unreachable(strange.code)
    moved = bool(done.acknowledged or done.rejected)
    left = bool(outbox.due(box.store.read(), 1))
    return replace(done, updates=len(fresh), files=files, more=(moved and left) or bool(fresh) or bool(files))


def _keep(box: Box, hub: Hub, answer: Answer, done: Talk) -> Talk:
    """One answer, one transaction."""
    now = box.watch.today().now
    match answer.outcome:
        case "acknowledged" | "duplicate":
            with box.store.write() as db:
                answers.acknowledge(db, answer.event_id, now, answer.statement, answer.signature, hub.verify_key)
            return replace(done, acknowledged=done.acknowledged + 1)
        case "rejected" if answer.code in _KEY_CODES:  # the hub's key changed: no one at the desk can mend that
            return replace(done, later=done.later + 1)
        case "rejected":
            with box.store.write() as db:
                answers.reject(db, answer.event_id, now, answer.code, answer.detail)
            return replace(done, rejected=done.rejected + 1)
        case "later":
            return replace(done, later=done.later + 1)
    return done


def follow_keys(box: Box, hub: Hub) -> None:
    """Ask for the hub's newest sealing key, and seal what waits again as far as anyone on shift can open it."""
    told, known = hub.site(), box.enrolment()
    if known is None or told.made_at <= known.key_made_at:
        return
    with box.store.write() as db:
        enrolment.follow(db, bytes.fromhex(told.seal_key), told.made_at, told.epoch)
    for ring in box.shifts.rings():
        transmission.seal_again(box, ring)


def _follow_epoch(box: Box, epoch: str) -> None:
    """A hub that was restored from a copy says so: it is sent again what it may lack."""
    known = box.enrolment()
    if known is None or known.epoch == epoch:
        return
    with box.store.write() as db:
        enrolment.follow(db, known.seal_key, known.key_made_at, epoch)
        if known.epoch:
            answers.send_again(db)
            to_send.send_again(db)


def _receive(box: Box, db: Database, update: dict[str, Any], epoch: str) -> None:
    """Keep what the hub says of a case, its words sealed to the service that may read them."""
    submission = cases.submission_of(db, update["reference"])
    head = cases.head(db, submission.case_id) if submission else None
    service, body = safe.sealed_for(db, head["service_id"] if head else DESK, event.canonical(update))
    updates.add(db, update, epoch, service, body, box.watch.today().now)


def _batch(due: list[Sealed]) -> list[Sealed]:
    """As many events as one batch holds, at least one."""
    size, taken = 0, []
    for each in due:
        size += len(each.sealed) * 4 // 3
        if taken and size > BATCH_BYTES:
            break
        taken.append(each)
    return taken


def _heartbeat(box: Box) -> dict[str, Any]:
    """What the hub cannot know by itself (CHT #8202): how much is unsent, since when, the counter used last."""
    db = box.store.read()
    unsent, oldest = outbox.unsent(db)
    return {
        "unsent": unsent,
        "oldest_unsent_at": oldest or None,
        "last_counter": counters.value(db),
        "journal": journal.head(db),
    }


class SyncLoop(threading.Thread):
    """Talks to the hub beside the application until it is told to stop; `wake` makes it try at once."""

    def __init__(self, box: Box, hub: Hub | None = None) -> None:
        super().__init__(name="sync", daemon=True)
        self._box, self._hub = box, hub
        self._woken = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._over = False
        self._keys_asked = -math.inf
        self.line = Line()

    def run(self) -> None:
        while not self._over:
            self._woken.wait(self.once())
            self._woken.clear()

    def once(self) -> float:
        """One talk; returns the seconds to wait before the next."""
        try:
            done = self.talk()
        except Unreachable:
            return retry.delay(self.line.failures, self._box.clock.dice())
        except Exception:  # the outermost edge: no fault of ours may end all sending
            log.exception("talking to the hub failed")
            self._failed("fault-here")
            return retry.delay(self.line.failures, self._box.clock.dice())
        return 0.0 if done.more else float(self._box.settings.sync_every_s)

    def talk(self) -> Talk:
        """One talk, never two at a time; the line remembers how it went. Raises `Unreachable`."""
        with self._one_at_a_time:
            try:
                hub = self._hub or hub_of(self._box)
                done = talk(self._box, hub)
                self._ask_keys(hub)
            except Unreachable as fault:
                self._failed(fault.code)
                raise
            self.line = Line(True, "", 0, self._box.clock.now())
            return done

    def _ask_keys(self, hub: Hub) -> None:
        """A hub that changed its sealing key says so: asked at the first talk, and now and then."""
        now = self._box.clock.monotonic()
        if now - self._keys_asked >= KEYS_EVERY_S:
            follow_keys(self._box, hub)
            verifying.follow_list(self._box, hub)
            self._keys_asked = now

    def wake(self) -> None:
        """Try now: a button, a new event, a line that came back."""
        self._woken.set()

    def stop(self) -> None:
        """End after the exchange in hand."""
        self._over = True
        self._woken.set()

    def _failed(self, code: str) -> None:
        self.line = Line(False, code, self.line.failures + 1, self.line.last_at)
        log.info("hub not reached: %s, failure %d", code, self.line.failures)
