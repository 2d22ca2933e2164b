"""What forms show in rows: the choices of a question, and the lines of the list of errors."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from flask import Flask
from msgspec import Struct

from kiosk.domain.procedure.procedure import Field
from kiosk.errors import Refused
from kiosk.words.words import Words

Line = tuple[str, str]
"""A line of the list of errors: the id of the box it leads to, and what is wrong with it."""


class Option(Struct, frozen=True):
    """One choice: what a form sends for it, what it is called, and a sentence beside it."""

    value: str
    label: str
    help: str = ""


def install(app: Flask) -> None:
    """Give templates the filters `coded` and `named`, and the functions of the list of errors."""
    app.jinja_env.filters.update(coded=coded, named=named)
    app.jinja_env.globals.update(
        option=Option,
        coded_lines=coded_lines,
        question_faults=question_faults,
        labelled_faults=labelled_faults,
        said_faults=said_faults,
    )


def coded(codes: Iterable[str], context: str, words: Words) -> list[Option]:
    """A choice for each code, called as `words` call it in this context."""
    return [Option(code, words.code(context, code)) for code in codes]


def named(pairs: Iterable[tuple[str, str]]) -> list[Option]:
    """A choice for each pair of a value and its name."""
    return [Option(value, name) for value, name in pairs]


def coded_lines(codes: Iterable[str], context: str, words: Words) -> list[Line]:
    """A line for each box that bears the name of a code."""
    return [(code, words.code(context, code)) for code in codes]


def question_faults(fields: Iterable[Field], faults: Mapping[str, str], words: Words) -> list[Line]:
    """A line for each of these questions that has a fault, in their order; `faults` by field id."""
    return [
        _line(f"f-{field.id}", words.text(field.label), faults[field.id], words)
        for field in fields
        if faults.get(field.id)
    ]


def labelled_faults(
    names: Iterable[str],
    labels: Mapping[str, str],
    faults: Mapping[str, str],
    words: Words,
    boxes: Mapping[str, str] = MappingProxyType({}),
) -> list[Line]:
    """A line for each of these boxes that has a fault, in their order; `boxes` are ids that are not the name itself."""
    return [_line(boxes.get(name, name), labels[name], faults[name], words) for name in names if faults.get(name)]


def said_faults(faults: Mapping[str, str], words: Words) -> dict[str, str]:
    """The words of each fault, by the name of its box."""
    return {name: words.code("fault", code) for name, code in faults.items() if code}


def refusals(faults: Mapping[str, Refused], words: Words) -> dict[str, str]:
    """What is wrong with each box, in words, by its name."""
    return {name: words.refused(fault) for name, fault in faults.items()}


def _line(box: str, label: str, fault: str, words: Words) -> Line:
    """What is wrong with one box: its label, then the words of the fault's code."""
    return box, label + words.code("fault", "separator") + words.code("fault", fault)
