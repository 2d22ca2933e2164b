"""Reads and checks published procedures, by the rules of `kiosk procedures check`."""

from collections.abc import Iterable, Mapping
from datetime import date

from kiosk.catalogue.define.examples import wrong
from kiosk.catalogue.define.loading import load
from kiosk.catalogue.read.fault import CatalogueFaults, Fault
from kiosk.domain.procedure.procedure import Procedure

KIND = "procedure"
"""The word of this kind of item in a signed list."""


def faults(items: Mapping[str, bytes], day: date) -> list[Fault]:
    """Every fault of these files, by name, that would be in force together; examples are judged as on that day."""
    found, names = list[Fault](), dict[str, str]()
    for name in sorted(items):
        try:
            procedure = load(items[name], name)
        except CatalogueFaults as error:
            found += error.faults
            continue
        if procedure.id in names:
            details = {"value": procedure.id, "file": names[procedure.id]}
            found.append(Fault(name, 1, 1, "repeated-procedure", details))
        names.setdefault(procedure.id, name)
        found += wrong(procedure, name, day)
    return found


def sound(items: Iterable[tuple[str, bytes]]) -> tuple[tuple[Procedure, ...], tuple[Fault, ...]]:
    """The procedures in these files, and the faults of those that this version of Parvis reads no more."""
    procedures, found = list[Procedure](), list[Fault]()
    for name, content in items:
        try:
            procedures.append(load(content, name))
        except CatalogueFaults as error:
            found += error.faults
    return tuple(procedures), tuple(found)
