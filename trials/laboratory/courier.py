"""Brings what waits at a site to the hub's machine, beside the hub that runs there: `kiosk hub import`, as a call."""

import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from hub.opening import open_hub
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.errors import Refused, Rejected, Unreachable
from kiosk.services.box.box import Box
from kiosk.store.database import DatabaseError
from trials.laboratory.stick import Carrier


class Courier:
    """Carries sticks between a box and the hub of that folder and database, while both go on with their work."""

    def __init__(self, box: Box, hub_data: str, database: str, seed: str) -> None:
        self._box, self._carrier = box, Carrier(seed)
        self._hub = open_hub(HubSettings(data=Path(hub_data), database=database), Clock())

    def carry(self) -> str:
        """One stick; what happened to it, "" where a disk was full under way.

        Raises `AssertionError` where a file that was changed is taken, or what is whole is not.
        """
        try:
            return self._carrier.trip(self._box, self._hub)
        except (Refused, Rejected, Unreachable, OSError, DatabaseError, SQLAlchemyError) as fault:
            print(f"not carried: {type(fault).__name__}: {fault}", file=sys.stderr)
            return ""
