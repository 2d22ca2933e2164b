"""Procedure files for tests: a sound one, and a way to mark where faults are expected."""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "kiosk/procedures").glob("*.yaml"))
SHARED = ROOT / "kiosk/catalogue/for_whom.yaml"
GLOSSARY = ROOT / "kiosk/catalogue/glossary.yaml"
HEAD = """\
id: parking
version: 2
kind: deposited
title: Stationner un camion de déménagement
summary: Pour réserver des places dans la rue.
icon: truck
audience: [habitant]
life_event: Je déménage
theme: logement
service: { id: voirie, name: Service de la voirie }
minutes: 4
cost: Gratuit
delay: Dix jours
silence: { means: refused, after_months: 2 }
remedies: Écrivez au maire.
next: [Nous vous répondons.]
notice: { legal_basis: public_task, hub_retention: { months: 12 } }
source: Délibération du 3 mars 2024
source_date: 2024-03-03
"""
STEPS = """\
steps:
  - id: place
    title: Où ?
    fields:
      - { id: street, kind: text, label: Rue }
"""
SOUND = HEAD + STEPS
_MARK = re.compile(r"⟦([a-z-]+)⟧")


def sound(text: str) -> Procedure:
    """The procedure of a text that must have no fault."""
    return load_procedure(text.encode(), "parking.yaml")


def found(data: str | bytes) -> list[tuple[int, int, str]]:
    """Line, column and code of every fault, in the order reported."""
    try:
        load_procedure(data if isinstance(data, bytes) else data.encode(), "parking.yaml")
    except CatalogueFaults as error:
        return [(fault.line, fault.column, fault.code) for fault in error.faults]
    return []


def marked(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A text without its marks, and the faults that the marks expect: `⟦code⟧` stands right before its place."""
    expected = []
    while mark := _MARK.search(text):
        before = text[: mark.start()]
        expected.append((before.count("\n") + 1, len(before) - before.rfind("\n"), mark[1]))
        text = before + text[mark.end() :]
    return text, sorted(expected)


def details(text: str) -> dict[str, dict[str, object]]:
    """The details of each fault, by its code."""
    try:
        load_procedure(text.encode(), "parking.yaml")
    except CatalogueFaults as error:
        return {fault.code: dict(fault.details) for fault in error.faults}
    return {}


def texts_of(value: object) -> Iterator[Text]:
    """Every Text inside a loaded object."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        yield from texts_of(list(value.values()))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))
