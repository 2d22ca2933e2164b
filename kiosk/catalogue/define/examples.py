"""Read the examples of a procedure file, and check their answers."""

from collections.abc import Iterator, Sequence
from datetime import date

from kiosk.catalogue.read.source import Entries, Fault, Items, Node, Scalar
from kiosk.catalogue.read.table import Table, note_unknown
from kiosk.domain.answers import answering, group_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import walk
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Example, Field, Procedure, Step

KEYS = ("title", "answers")
_SAID = ("1", "oui", "true")
"""Values that a file may write for a box: `{ none: oui }` for « je n'en ai pas », `{ unknown: oui }`."""
_BOXES = (answering.NONE_PART, answering.UNKNOWN_PART)


def read_examples(table: Table, steps: Sequence[Step]) -> tuple[Example, ...]:
    """The examples under `examples`; they may only answer questions of these steps."""
    fields = {field.id: field for step in steps for field in step.fields}
    examples = []
    for node in table.items("examples"):
        inner = Table(node, table.reading, KEYS)
        title, answers = inner.word("title", required=True), inner.value("answers", required=True)
        if answers is not None:
            entries = Table(answers, table.reading)
            lines = {key.value: key.line for key, _ in entries.node.pairs}
            examples.append(Example(title, _answers(entries, fields), node.line, lines))
    return tuple(examples)


def wrong(procedure: Procedure, path: str, today: date) -> Iterator[Fault]:
    """The faults of the examples' answers as judged by the questions on that day, one for each question."""
    fields = {field.id: field for field in procedure.fields()}
    for example in procedure.examples:
        answers = {name: answering.answer(fields[name], typed, today) for name, typed in example.answers.items()}
        for name, answer in answers.items():
            if answer.fault:
                details = {"field": name, "fault": answer.fault, "title": example.title}
                yield Fault(path, example.lines.get(name, example.line), 1, "wrong-example", details)
        for name in _unanswered(procedure, answers, today):
            yield Fault(path, example.line, 1, "unanswered-example", {"field": name, "title": example.title})


def _unanswered(procedure: Procedure, answers: dict[str, Answer], today: date) -> Iterator[str]:
    for stop in walk(procedure, answers, today).stops:
        for field in stop.fields:
            kind = kind_of(field.kind)
            if field.id not in answers and field.required and kind.answers and not kind.ends:
                yield field.id


def _answers(table: Table, fields: dict[str, Field]) -> dict[str, Typed]:
    typed_by_field: dict[str, Typed] = {}
    for key, node in table.node.pairs:
        field = fields.get(key.value)
        if field is None:
            note_unknown(table.notes, key, "unknown-field", key.value, fields)
        elif kind_of(field.kind).repeats and isinstance(node, Items):
            typed_by_field[field.id] = _items(table, field, node)
        else:
            typed_by_field[field.id] = _typed(table, field, node)
    return typed_by_field


def _items(table: Table, field: Field, node: Items) -> Typed:
    typed: Typed = {}
    inner = {own.id: own for own in field.fields}
    for number, item in enumerate(node.items, 1):
        typed = group_answers.with_item(typed, number, _answers(Table(item, table.reading), inner))
    return typed


def _typed(table: Table, field: Field, node: Node) -> Typed:
    """What is typed in each part of a field; a table in the file names the parts."""
    if not isinstance(node, Entries):
        return {"": _values(table, field, node)}
    parts = {*kind_of(field.kind).parts, *_BOXES}
    typed: dict[str, tuple[str, ...]] = {}
    for key, value in node.pairs:
        if key.value not in parts:
            note_unknown(table.notes, key, "unknown-part", key.value, sorted(parts))
        elif key.value not in _BOXES:
            typed[key.value] = _values(table, field, value)
        elif isinstance(value, Scalar) and value.value.strip() in _SAID:
            typed[key.value] = ("1",)
    return typed


def _values(table: Table, field: Field, node: Node) -> tuple[str, ...]:
    nodes = node.items if isinstance(node, Items) else (node,)
    return tuple(table.letters(item, field.id) for item in nodes)
