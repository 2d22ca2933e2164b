"""Delivers what waits for one destination: in order per case, at least once, each with the id it keeps."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hub.hub import Hub
from hub.outbox import rows
from hub.outbox.contents import read_deliveries
from hub.outbox.destinations import Destination
from hub.outbox.rows import Begun
from kiosk.connectors.connector import Parcel
from kiosk.domain.time import retry
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

log = logging.getLogger(__name__)
LEASE_S = 60.0
"""Seconds for which one process delivers to a destination; longer than a receiver may take to answer."""
_BROKEN_IN_A_ROW = 5
"""A receiver that fails at so many deliveries, one after the other, fails at all: it is left alone for a while."""


@dataclass(slots=True)
class Deliverer:
    """Delivers to one destination from this process. `who` tells processes apart."""

    hub: Hub
    destination: Destination
    who: str
    lease_s: float = LEASE_S

    def run(self, is_told_to_stop: Callable[[], bool] = lambda: False) -> int:
        """Deliver until nothing is due, or another process does; gives how many deliveries have arrived.

        Nothing is raised for a receiver that fails: why stands in the destination's row, for staff to read.
        """
        name, store, arrived, broken = self.destination.name, self.hub.store, 0, 0
        while not is_told_to_stop() and rows.is_due(store, name, self.hub.clock.now()):
            if not rows.lease(store, name, self.who, self.hub.clock.now(), self.lease_s):
                return arrived
            until = self.hub.clock.monotonic() + self.lease_s / 2
            for begun in rows.begin(store, name, self.hub.clock.now(), self.destination.connector.most):
                if is_told_to_stop() or self.hub.clock.monotonic() > until:
                    break
                try:
                    arrived += self._hand_over(begun)
                    broken = 0
                except Unreachable as fault:
                    broken += 1
                    if fault.code != LineFault.RECEIVER_BROKEN or broken == _BROKEN_IN_A_ROW:
                        self._pause(fault)
                        break
                    self._put_off(begun, fault)
        rows.release(store, name, self.who)
        return arrived

    def _hand_over(self, begun: Begun) -> int:
        """One parcel; gives how many deliveries have arrived. Raises `Unreachable`."""
        hub, store = self.hub, self.hub.store
        with store.reading() as connection:
            deliveries = read_deliveries(hub, connection, begun.numbers)
        if len(deliveries) < len(begun.numbers):
            rows.strike_out(store, sorted(set(begun.numbers) - {delivery.number for delivery in deliveries}))
        if not deliveries:
            return 0
        source = hub.settings.address or f"urn:parvis:hub:{hub.verify_key}"
        numbers = [delivery.number for delivery in deliveries]
        # Of what goes to a person the doubt is noted before it is sent, and only one process can note it.
        if self.destination.connector.channel is not None and not rows.keep_in_doubt(store, numbers):
            return 0
        refused = self._told(Parcel(begun.parcel, hub.clock.now(), source, deliveries), numbers)
        if refused is not None:
            log.warning("%s does not take delivery %d: %s", self.destination.name, numbers[0], refused)
            rows.keep_refused(store, numbers, refused)
            return 0
        rows.keep_delivered(store, self.destination.name, numbers, hub.clock.now())
        return len(numbers)

    def _told(self, parcel: Parcel, numbers: list[int]) -> LineFault | None:
        """What the connector says; the doubt ends where it was surely not sent."""
        try:
            return self.destination.connector.deliver(parcel)
        except Unreachable:
            rows.keep_unsent(self.hub.store, numbers, self.hub.clock.now())
            raise

    def _put_off(self, begun: Begun, fault: Unreachable) -> None:
        wait = retry.delay(begun.tries, self.hub.clock.dice())
        rows.keep_late(self.hub.store, begun.numbers, fault.code, self.hub.clock.now() + timedelta(seconds=wait))

    def _pause(self, fault: Unreachable) -> None:
        """Leave the destination alone, for as long as it asks or longer and longer, up to five minutes."""
        name, clock = self.destination.name, self.hub.clock
        failed = rows.failures(self.hub.store, name) + 1
        wait = float(fault.details.get("after_s") or retry.delay(failed, clock.dice()))
        log.warning("%s is not reached: %s; again in %.0f s", name, fault.code, wait)
        rows.keep_paused(self.hub.store, name, fault.code, clock.now() + timedelta(seconds=wait))
