"""Warn of procedures whose facts nobody has looked at for more than a year."""

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from kiosk.catalogue.define.loading import each_file
from kiosk.catalogue.read.fault import Fault, Notes
from kiosk.catalogue.read.node import Entries, Node
from kiosk.catalogue.read.source import read
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.time import months

FRESH_MONTHS = 12
"""Fees, forms and thresholds are mostly set for a calendar year."""


def stale(paths: Iterable[Path | Traversable], today: date) -> Iterator[Fault]:
    """A warning for each sound procedure of these files and folders that was last checked more than a year ago.

    It stands where `checked_on` is written, or `source_date` where nobody has checked, and names the facts that change
    with the year.
    """
    for path in paths:
        for file, procedure in each_file(path, []):
            key, day = _last_look(procedure)
            if today <= months.after(day, FRESH_MONTHS):
                continue
            place = _place(procedure, key)
            details = {"key": key, "day": day.isoformat(), "facts": ", ".join(procedure.changes_yearly)}
            code = "stale-facts" if procedure.changes_yearly else "stale"
            yield Fault(str(file), place.line, place.column, code, details, warning=True)


def _last_look(procedure: Procedure) -> tuple[str, date]:
    if procedure.checked_on is not None:
        return "checked_on", procedure.checked_on
    return "source_date", procedure.source_date


def _place(procedure: Procedure, key: str) -> Node:
    root = read(procedure.file, Notes(""))
    return (root.get(key) if isinstance(root, Entries) else None) or Node(1, 1)
