"""The real box with its clock set ahead by the days in a file: `python -m trials.canary.later FILE [FAULT]`."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk import paths, settings
from kiosk.clock import Clock
from kiosk.http.try_buckets import Limit
from kiosk.server import serve_box
from kiosk.web.rate_limits import LIMITS
from trials.canary.faults import FAULTS
from trials.canary.held import tell_held


@dataclass(eq=False)
class Later(Clock):
    days: Path = Path()

    def now(self) -> datetime:
        return Clock.now(self) + timedelta(days=self._added())

    def monotonic(self) -> float:
        return Clock.monotonic(self) + 86_400 * self._added()

    def _added(self) -> float:
        return float(self.days.read_text("utf-8"))


if __name__ == "__main__":
    if sys.argv[2:] and sys.argv[2]:
        FAULTS[sys.argv[2]]()
    tell_held(Path(sys.argv[1]).with_name("held"))
    # The run's mediator does the work of weeks in a minute, and gives her PIN as often.
    LIMITS["sign-in"] = Limit(100_000, 1)
    chosen = settings.read_settings(paths.default_data())
    serve_box(chosen, ready=lambda address: print(address, flush=True), clock=Later(Path(sys.argv[1])))
