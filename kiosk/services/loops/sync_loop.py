"""Carries events to the hub and brings back what it says: in order, exactly once, for ever."""

import logging
import math
import threading
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kiosk import logs
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.sealed import EventOutcome
from kiosk.domain.time import retry
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange import enrol, receive_updates, send_events
from kiosk.services.exchange.receive_updates import Effect
from kiosk.services.figures import send_figures
from kiosk.services.loops.background import BackgroundLoop
from kiosk.services.published import follow
from kiosk.services.receipts import verify_receipt
from kiosk.services.upkeep import doctor, retention
from kiosk.store import outbox

log = logging.getLogger(__name__)
KEYS_EVERY_S = 6 * 3600.0
"""Seconds between two questions for the hub's newest sealing key, and for the list that receipts are verified with."""


class Talk(Struct, frozen=True):
    """What one exchange did: events acknowledged, rejected, left for later; updates received; files sent;
    whether more is due. `busy_s` is how long the hub wants to be left alone, 0 where it is not busy.
    """

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    files: int = 0
    more: bool = False
    busy_s: int = 0


class LineState(Struct, frozen=True):
    """How the line is: `connected` is None before the first try; `reason` is a code while it fails, or while the hub
    asks for time. `next_at` is the next try after a failure, None where none is planned.
    """

    connected: bool | None = None
    reason: str = ""
    failures: int = 0
    last_at: datetime | None = None
    next_at: datetime | None = None


def exchange_with_hub(box: Box, hub: Hub) -> Talk:
    """Send what is due, keep what is answered, ask what is new.

    Raises `Unreachable`, also where one answer cannot be believed; what was kept stays kept.
    """
    if wrong := hub.what_is_wrong():
        raise Unreachable(wrong)
    send_events.give_new_numbers(box)
    sent = send_events.send_due(box, hub)
    receive_updates.take_hub_standing(box, sent)
    effects = [receive_updates.keep_answer(box, hub.verify_key, answer) for answer in sent.answers]
    if any(answer.code in receive_updates.KEY_CODES for answer in sent.answers):
        ask_hub_key(box, hub)
    send_events.give_new_numbers(box)
    fresh = receive_updates.receive_updates(box, hub, sent)
    if sent.standing is not None:
        follow.follow_publications(box, hub, sent.standing.published or None, sent.epoch)
    files = send_events.send_files(box, hub)
    documents_left = receive_updates.fetch_documents(box, hub)
    send_figures.send_closed_months(box, hub)
    retention.destroy_expired_data(box)
    if strange := next((answer for answer in sent.answers if answer.outcome == EventOutcome.UNBELIEVED), None):
        raise Unreachable(LineFault(strange.code))
    waits = [answer.seconds for answer, effect in zip(sent.answers, effects, strict=True) if effect is Effect.LATER]
    moved = not {Effect.ACKNOWLEDGED, Effect.REJECTED, Effect.APART}.isdisjoint(effects)
    left = bool(outbox.select_due_events(box.store.read(), 1))
    more = (moved and left) or bool(fresh) or files.unfinished or documents_left
    return Talk(
        acknowledged=effects.count(Effect.ACKNOWLEDGED),
        rejected=effects.count(Effect.REJECTED),
        later=len(waits),
        updates=fresh,
        files=files.confirmed,
        more=more,
        busy_s=max(waits, default=0),
    )


def ask_hub_key(box: Box, hub: Hub) -> None:
    site = hub.site()
    doctor.save_newer_release_note(box, site.release)
    send_events.take_hub_key(box, site.seal_key, site.made_at, site.epoch)


class SyncLoop(BackgroundLoop):
    """Talks to the hub beside the application. A button, a new event, a line that came back `wake` it."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "sync", box.settings.sync_every_s)
        self._hub = enrol.KeptHub(lambda: enrol.hub_of(box))
        self._one_at_a_time = threading.Lock()
        self._keys_asked = -math.inf
        self.line = LineState()

    def _look(self) -> None:
        self._every_s = self.once()
        if self.line.reason:
            self.line = replace(self.line, next_at=self._box.clock.now() + timedelta(seconds=self._every_s))

    def _end(self) -> None:
        self.close()

    def once(self) -> float:
        """One talk; returns the seconds to wait before the next."""
        try:
            done = self.talk()
        except Unreachable as fault:
            return retry.compute_retry_delay(
                self.line.failures, self._box.clock.dice(), fault.details.get("seconds", 0)
            )
        except Exception as fault:  # noqa: BLE001 - the outermost edge: no fault of ours may end all sending
            logs.log_failure(log, "talking to the hub failed", fault)
            self._failed("fault-here")
            return retry.compute_retry_delay(self.line.failures, self._box.clock.dice())
        if done.busy_s:
            return retry.compute_retry_delay(1, self._box.clock.dice(), done.busy_s)
        return 0.0 if done.more else float(self._box.settings.sync_every_s)

    def talk(self) -> Talk:
        """One talk, never two at a time; the line remembers how it went. Raises `Unreachable`."""
        with self._one_at_a_time:
            hub = self._hub.now()
            try:
                done = exchange_with_hub(self._box, hub)
                now = self._box.clock.monotonic()
                if now - self._keys_asked >= KEYS_EVERY_S:  # a hub that changed its sealing key says so
                    ask_hub_key(self._box, hub)
                    verify_receipt.follow_list(self._box, hub)
                    self._keys_asked = now
            except Unreachable as fault:
                reason = enrol.explain_line_fault(self._box, hub, fault)
                self._failed(reason.code)
                raise reason from fault
            if not self.line.connected:
                log.info("hub reached after %d failures", self.line.failures)
            self.line = LineState(True, LineFault.HUB_BUSY if done.busy_s else "", 0, self._box.clock.now())
            self._box.hub_line.refuses = False
            if done.more and not done.busy_s:
                self.wake()  # it may sleep after failures, and this talk have been asked for by hand
            return done

    def close(self) -> None:
        with self._one_at_a_time:
            self._hub.close()

    def _failed(self, code: str) -> None:
        self._box.hub_line.refuses |= code == LineFault.HUB_REFUSES
        self.line = LineState(False, code, self.line.failures + 1, self.line.last_at)
        log.info("hub not reached: %s, failure %d", code, self.line.failures)
