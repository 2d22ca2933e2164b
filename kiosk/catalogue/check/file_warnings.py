"""Warn of procedures that want care: facts that nobody looked at for a year, own pictograms that are not there."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from kiosk.catalogue.define.catalogue import each_file
from kiosk.catalogue.read.fault import Entries, Fault, Items, Node, Notes, Scalar
from kiosk.catalogue.read.source import read
from kiosk.domain.procedure import pictograms
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.time import months


def missing_pictograms(paths: Iterable[Path | Traversable], is_there: Callable[[str], bool]) -> Iterator[Fault]:
    """A warning at each place where a sound procedure of these files and folders names a pictogram that is missing.

    `is_there` says whether there is a pictogram of that file name; a warning, because it may be put there later.
    """
    for path in paths:
        for file, procedure in each_file(path, []):
            for icon in _named(procedure.file):
                name = pictograms.file_name(icon.value)
                if not is_there(name):
                    yield Fault(str(file), icon.line, icon.column, "missing-pictogram", {"name": name}, warning=True)


def _named(file: bytes) -> Iterator[Scalar]:
    """Each place of a sound procedure file that names a pictogram of the town hall's own, in the order of the file."""
    waiting: list[tuple[str, Node | None]] = [("", read(file, Notes("")))]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Entries):
            waiting.extend((name.value, value) for name, value in reversed(node.pairs))
        elif isinstance(node, Items):
            waiting.extend(("", item) for item in reversed(node.items))
        elif isinstance(node, Scalar) and key == "icon" and pictograms.is_own(node.value):
            yield node


FRESH_MONTHS = 12
"""Fees, forms and thresholds are mostly set for a calendar year."""


def stale_facts(paths: Iterable[Path | Traversable], today: date) -> Iterator[Fault]:
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
