"""The real box, with a clock to which days are added: `python -m scripts.canary.later FILE` reads them from there."""

import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk import paths, settings
from kiosk.clock import Clock
from kiosk.server import serve


@dataclass(frozen=True, slots=True)
class Later(Clock):
    """The machine's clock and the days in a file; the seconds that only grow grow with them."""

    days: Path = Path()

    def now(self) -> datetime:
        return Clock.now(self) + timedelta(days=self._added())

    def monotonic(self) -> float:
        return Clock.monotonic(self) + 86_400 * self._added()

    def _added(self) -> float:
        return float(self.days.read_text("utf-8"))


if __name__ == "__main__":
    chosen = settings.read(paths.default_data())
    serve(chosen, ready=lambda address: print(address, flush=True), clock=Later(Path(sys.argv[1])))
