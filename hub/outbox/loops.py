"""Delivers beside the application that serves, with a thread for each destination."""

import logging
import threading

from hub.hub import Hub
from hub.outbox.deliverer import Deliverer
from hub.outbox.destinations import read_destinations
from kiosk import logs

log = logging.getLogger(__name__)
_LOOK_EVERY_S = 2.0
"""Seconds between two looks at an empty outbox."""


class Loops:
    """A thread for each destination, for as long as the hub serves; one that is slow delays no other."""

    def __init__(self, hub: Hub) -> None:
        """Raises `Refused` for settings that cannot be used, as `read_destinations` does. Nothing is started yet."""
        self._stop = threading.Event()
        self._deliverers = [
            Deliverer(hub, destination, hub.clock.new_id()) for destination in read_destinations(hub.settings)
        ]
        self._threads = [self._thread(deliverer) for deliverer in self._deliverers]

    def start(self) -> None:
        """Begin to deliver. A process that is killed instead of stopped loses nothing: what it began is sent again."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End what is being delivered, and the threads."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _thread(self, deliverer: Deliverer) -> threading.Thread:
        name = f"deliver {deliverer.destination.name}"
        return threading.Thread(target=self._loop, args=(deliverer,), name=name, daemon=True)

    def _loop(self, deliverer: Deliverer) -> None:
        with logs.bind_job("deliver"):
            while not self._stop.wait(_LOOK_EVERY_S):
                try:
                    deliverer.run(self._stop.is_set)
                except Exception as fault:  # noqa: BLE001 - the outermost edge: no fault may end all deliveries
                    logs.log_failure(log, "deliveries to %s have to wait", fault, deliverer.destination.name)
