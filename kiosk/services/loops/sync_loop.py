"""Carries events to the hub and brings back what it says: in order, exactly once, for ever."""

import logging
import math
import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk import logs
from kiosk.connectors.hub.hub import Answer, Hub
from kiosk.domain.events import event
from kiosk.domain.events.event import RequestOutcome, UpdateKind
from kiosk.domain.events.sealed import EventOutcome, Sealed
from kiosk.domain.keys.ring import DESK
from kiosk.domain.proofs.acknowledgement import received_at
from kiosk.domain.time import retry
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Unreachable
from kiosk.frozen import Frozen
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.exchange import file_transfers, hear_hub, heartbeat, new_numbers, seal_events
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.exchange.kept_hub import KeptHub
from kiosk.services.loops.beside import Beside
from kiosk.services.receipts import verify_receipt
from kiosk.services.upkeep import retention, security_release
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import acknowledgements, enrolment, outbox, updates
from kiosk.store.events.updates import NewUpdate

log = logging.getLogger(__name__)
BATCH_EVENTS = 100
BATCH_BYTES = 3_000_000
"""Bytes of bodies in one batch, sealed and in base64; the hub takes 4 MB with what stands around them."""
KEYS_EVERY_S = 6 * 3600.0
"""Seconds between two questions for the hub's newest sealing key, and for the list that receipts are verified with."""
_KEY_CODES = (Rejection.UNKNOWN_KEY, Rejection.UNREADABLE)
"""What a hub says that has given up the key this box seals to."""


class Talk(Frozen):
    """What one exchange did: events acknowledged, rejected, left for later; updates received; files sent;
    whether more is due.
    """

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    files: int = 0
    more: bool = False


class Line(Frozen):
    """How the line is: `connected` is None before the first try; `reason` is a code while it fails."""

    connected: bool | None = None
    reason: str = ""
    failures: int = 0
    last_at: datetime | None = None


def talk(box: Box, hub: Hub) -> Talk:
    """Send what is due, keep what is answered, ask what is new.

    Raises `Unreachable`, also where one answer cannot be believed; what was kept stays kept.
    """
    if wrong := hub.what_is_wrong():
        raise Unreachable(wrong)
    new_numbers.give(box)
    db = box.store.read()
    due = [new_numbers.with_alias(box, db, event) for event in _batch(outbox.due(db, BATCH_EVENTS))]
    if due:
        with box.store.write() as db:
            acknowledgements.sending(db, due, box.watch.today().now)
    sent = hub.send(due, heartbeat.make(box, hub))
    hear_hub.hear(box, sent)
    done = Talk()
    for answer in sent.answers:
        done = _keep(box, hub, answer, done)
    if any(answer.code in _KEY_CODES for answer in sent.answers):
        follow_keys(box, hub)
    new_numbers.give(box)
    news = hub.updates(updates.cursor(box.store.read(), sent.epoch))
    fresh = news.updates if news.epoch == sent.epoch else ()  # restored between the two: asked again from the start
    if fresh:
        with box.store.write() as db:
            for update in fresh:
                _receive(box, db, update, sent.epoch)
    files = file_transfers.send(box, hub)
    retention.due(box)
    if strange := next((answer for answer in sent.answers if answer.outcome == EventOutcome.UNBELIEVED), None):
        raise Unreachable(LineFault(strange.code))
    moved = bool(done.acknowledged or done.rejected)
    left = bool(outbox.due(box.store.read(), 1))
    return replace(done, updates=len(fresh), files=files, more=(moved and left) or bool(fresh) or bool(files))


def _keep(box: Box, hub: Hub, answer: Answer, done: Talk) -> Talk:
    """One answer, one transaction."""
    now = box.watch.today().now
    match answer.outcome:
        case EventOutcome.ACKNOWLEDGED | EventOutcome.DUPLICATE:
            with box.store.write() as db:
                acknowledgements.acknowledge(
                    db, answer.event_id, now, answer.statement, answer.signature, hub.verify_key
                )
            box.watch.heard(received_at(answer.statement))
            return replace(done, acknowledged=done.acknowledged + 1)
        case EventOutcome.REJECTED if answer.code in _KEY_CODES:
            # The hub's key changed: no one at the desk can mend that.
            return replace(done, later=done.later + 1)
        case EventOutcome.REJECTED:
            with box.store.write() as db:
                refused = hear_hub.refuse(box, db, answer)
            return replace(done, rejected=done.rejected + 1) if refused else replace(done, later=done.later + 1)
        case EventOutcome.LATER:
            return replace(done, later=done.later + 1)
    return done


def follow_keys(box: Box, hub: Hub) -> None:
    """Ask for the hub's newest sealing key, and seal what waits again as far as anyone on shift can open it.

    The epoch stays the one that was followed last: with another, everything is sent again first (`hear_hub`).
    """
    site, enrolled = hub.site(), box.enrolment()
    security_release.keep(box, site.release)
    if enrolled is None or site.made_at <= enrolled.key_made_at:
        return
    with box.store.write() as db:
        enrolment.follow(db, bytes.fromhex(site.seal_key), site.made_at, enrolled.epoch or site.epoch)
    for ring in box.shifts.rings():
        seal_events.seal_again(box, ring)


def _receive(box: Box, db: Database, update: dict[str, Any], epoch: str) -> None:
    """Keep what the hub says of a case, its words sealed to the service that may read them.

    What the hub has erased goes here too, with the words that came before: it was asked for at another box, or this
    database came back from a copy that was made earlier.
    """
    if update["kind"] == UpdateKind.RIGHTS and update.get("outcome") == RequestOutcome.ERASED:
        cases.keep_no_longer(db, update["reference"])
        updates.forget(db, update["reference"], box.watch.today().now)
    submission = cases.submission_of(db, update["reference"])
    head = cases.head(db, submission.case_id) if submission else None
    service, body = data_keys.sealed_for(db, head.service_id if head else DESK, event.canonical(update))
    fields = {name: update[name] for name in ("id", "cursor", "reference", "kind", "state", "at")}
    new = NewUpdate(**fields, epoch=epoch, service_id=service, body=body, papers_by=update.get("papers_by", ""))
    updates.add(db, new, box.watch.today().now)


def _batch(due: list[Sealed]) -> list[Sealed]:
    """As many events as one batch holds, at least one."""
    size = 0
    taken: list[Sealed] = []
    for waiting in due:
        size += len(waiting.sealed) * 4 // 3
        if taken and size > BATCH_BYTES:
            break
        taken.append(waiting)
    return taken


class SyncLoop(Beside):
    """Talks to the hub beside the application. A button, a new event, a line that came back `wake` it."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "sync", box.settings.sync_every_s)
        self._hub = KeptHub(lambda: hub_of(box))
        self._one_at_a_time = threading.Lock()
        self._keys_asked = -math.inf
        self.line = Line()

    def _look(self) -> None:
        self._every_s = self.once()

    def _end(self) -> None:
        self.close()

    def once(self) -> float:
        """One talk; returns the seconds to wait before the next."""
        try:
            done = self.talk()
        except Unreachable:
            return retry.delay(self.line.failures, self._box.clock.dice())
        except Exception as fault:  # noqa: BLE001 - the outermost edge: no fault of ours may end all sending
            logs.log_failure(log, "talking to the hub failed", fault)
            self._failed("fault-here")
            return retry.delay(self.line.failures, self._box.clock.dice())
        return 0.0 if done.more else float(self._box.settings.sync_every_s)

    def talk(self) -> Talk:
        """One talk, never two at a time; the line remembers how it went. Raises `Unreachable`."""
        with self._one_at_a_time:
            try:
                hub = self._hub.now()
                done = talk(self._box, hub)
                self._ask_keys(hub)
            except Unreachable as fault:
                self._failed(fault.code)
                raise
            if not self.line.connected:
                log.info("hub reached after %d failures", self.line.failures)
            self.line = Line(True, "", 0, self._box.clock.now())
            self._box.hub_line.reached()
            return done

    def _ask_keys(self, hub: Hub) -> None:
        """A hub that changed its sealing key says so: asked at the first talk, and now and then."""
        now = self._box.clock.monotonic()
        if now - self._keys_asked >= KEYS_EVERY_S:
            follow_keys(self._box, hub)
            verify_receipt.follow_list(self._box, hub)
            self._keys_asked = now

    def close(self) -> None:
        """Let go of the line to the hub, once no exchange is under way."""
        with self._one_at_a_time:
            self._hub.close()

    def _failed(self, code: str) -> None:
        self._box.hub_line.failed(code)
        self.line = Line(False, code, self.line.failures + 1, self.line.last_at)
        log.info("hub not reached: %s, failure %d", code, self.line.failures)
