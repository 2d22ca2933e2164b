"""`python -m trials.outbox.deliver FOLDER`: delivers what waits in a hub's folder, until the process is killed."""

import sys
import time
from pathlib import Path

from hub import settings
from hub.opening import open_hub
from hub.outbox.deliverer import Deliverer
from hub.outbox.outbox import read_destinations
from kiosk.clock import Clock

LEASE_S = 1.0
"""A process that was killed keeps the next one waiting for no longer."""


class Hasty(Clock):
    def dice(self) -> float:
        return 0.02


def main(folder: Path) -> None:
    hub = open_hub(settings.read_hub_settings({}, folder), Hasty())
    [destination, *_] = read_destinations(hub.settings)
    deliverer = Deliverer(hub, destination, hub.clock.new_id(), LEASE_S)
    print("ready", flush=True)
    while True:
        deliverer.run()
        time.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
