"""Carries events to the hub and brings back what it says: in order, exactly once, for ever."""

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kiosk.connectors.hub import Answer, Hub
from kiosk.domain import retry
from kiosk.domain.event import Event
from kiosk.errors import Unreachable
from kiosk.services.box import Box
from kiosk.store import counters, journal, outbox, updates

log = logging.getLogger(__name__)
BATCH_EVENTS = 100
BATCH_BYTES = 3_000_000
"""Clear bytes of bodies in one batch; the hub takes 4 MB with what stands around them."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What one exchange did: events acknowledged, rejected, left for later; updates received; whether more is due."""

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """How the line is: `connected` is None before the first try; `reason` is a code while it fails."""

    connected: bool | None = None
    reason: str = ""
    failures: int = 0
    last_at: datetime | None = None


def hub_of(box: Box) -> Hub:
    """The hub that the settings name."""
    settings = box.settings
    return Hub(settings.hub_url, settings.hub_token, settings.hub_key, settings.site_code)


def talk(box: Box, hub: Hub) -> Talk:
    """Send what is due, keep what is answered, ask what is new.

    Raises `Unreachable`, also where one answer cannot be believed; what was kept stays kept.
    """
    if wrong := hub.what_is_wrong():
        raise Unreachable(wrong)
    due = _batch(outbox.due(box.store.read(), BATCH_EVENTS))
    if due:
        with box.store.write() as db:
            outbox.sending(db, due, box.watch.today().now)
    answers = hub.send(due, _heartbeat(box))
    done = Talk()
    for answer in answers:
        done = _keep(box, hub, answer, done)
    fresh = hub.updates(updates.cursor(box.store.read()))
    if fresh:
        with box.store.write() as db:
            for update in fresh:
                updates.add(db, update, box.watch.today().now)
    if strange := next((answer for answer in answers if answer.outcome == "unbelieved"), None):
        raise Unreachable(strange.code)
    moved = bool(done.acknowledged or done.rejected)
    left = bool(outbox.due(box.store.read(), 1))
    return replace(done, updates=len(fresh), more=(moved and left) or bool(fresh))


def _keep(box: Box, hub: Hub, answer: Answer, done: Talk) -> Talk:
    """One answer, one transaction."""
    now = box.watch.today().now
    match answer.outcome:
        case "acknowledged" | "duplicate":
            with box.store.write() as db:
                outbox.acknowledge(db, answer.event_id, now, answer.statement, answer.signature, hub.verify_key)
            return replace(done, acknowledged=done.acknowledged + 1)
        case "rejected":
            with box.store.write() as db:
                outbox.reject(db, answer.event_id, now, answer.code, answer.detail)
            return replace(done, rejected=done.rejected + 1)
        case "later":
            return replace(done, later=done.later + 1)
    return done


def _batch(due: list[Event]) -> list[Event]:
    """As many events as one batch holds, at least one."""
    size, taken = 0, []
    for event in due:
        size += len(event.body)
        if taken and size > BATCH_BYTES:
            break
        taken.append(event)
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
        self._box, self._hub = box, hub or hub_of(box)
        self._woken = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._over = False
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
                done = talk(self._box, self._hub)
            except Unreachable as fault:
                self._failed(fault.code)
                raise
            self.line = Line(True, "", 0, self._box.clock.now())
            return done

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
