"""List what changed between two versions of a procedure, question by question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Document, Field, Procedure, Step

_SAID = ("title", "summary", "cost", "payment", "delay", "remedies", "where", "official_number", "life_event")
_KEPT = ("kind", "theme", "audience", "service", "silence", "for_whom", "notice", "retention_days", "next_steps")


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `code` has words in the context `change`; `asks` is True if a question changed."""

    code: str
    asks: bool = False
    details: Mapping[str, Any] = field(default_factory=dict, compare=False)


def changes(old: Procedure, new: Procedure) -> Iterator[Change]:
    """Every change: texts and other keys first, then steps, questions and documents in the order of the new file."""
    for name in _SAID:
        was, one = getattr(old, name), getattr(new, name)
        if was != one:
            yield Change("words", details={"key": name, "old": _line(was), "new": _line(one)})
    for name in _KEPT:
        if getattr(old, name) != getattr(new, name):
            yield Change("key", details={"key": name})
    yield from _steps(old, new)
    yield from _fields(_all(old.steps), _all(new.steps))
    yield from _documents(old, new)


def asks_otherwise(old: Procedure, new: Procedure) -> bool:
    """Whether the questions changed, so that the procedure's version has to be raised."""
    return any(change.asks for change in changes(old, new))


def _steps(old: Procedure, new: Procedure) -> Iterator[Change]:
    before = {step.id: step for step in old.steps}
    for step in new.steps:
        was = before.get(step.id)
        if was is None:
            yield Change("step-added", True, {"step": _line(step.title)})
            continue
        if was.title != step.title or was.help != step.help:
            yield Change("step-words", True, {"old": _line(was.title), "new": _line(step.title)})
        if was.when != step.when:
            yield Change("step-when", True, {"step": _line(step.title)})
    for step in old.steps:
        if new.step(step.id) is None:
            yield Change("step-removed", True, {"step": _line(step.title)})
    stayed = [step.id for step in new.steps if step.id in before]
    if stayed != [step.id for step in old.steps if step.id in stayed]:
        yield Change("steps-moved", True)


def _fields(old: Mapping[str, Field], new: Mapping[str, Field]) -> Iterator[Change]:
    for name, one in new.items():
        was = old.get(name)
        if was is None:
            yield Change("field-added", True, {"field": _line(one.label)})
        else:
            for change in _field(was, one):
                yield Change(change.code, True, {"field": _line(one.label), **change.details})
    for name, was in old.items():
        if name not in new:
            yield Change("field-removed", True, {"field": _line(was.label)})


def _field(was: Field, one: Field) -> Iterator[Change]:
    """The changes within one question that both versions have."""
    if was.kind != one.kind:
        yield Change("field-kind", details={"old": was.kind, "new": one.kind})
    if was.label != one.label:
        yield Change("field-label", details={"old": _line(was.label)})
    if was.help != one.help or was.none != one.none:
        yield Change("field-words")
    if was.required != one.required:
        yield Change("field-required" if one.required else "field-optional")
    if was.when != one.when:
        yield Change("field-when")
    before, now = ({choice.value: choice for choice in version.choices} for version in (was, one))
    for value in now.keys() - before.keys():
        yield Change("choice-added", details={"choice": _line(now[value].label)})
    for value in before.keys() - now.keys():
        yield Change("choice-removed", details={"choice": _line(before[value].label)})
    if any(before[value] != now[value] for value in before.keys() & now.keys()):
        yield Change("choice-words")
    if was.options != one.options:
        yield Change("field-limits")
    if was.fields != one.fields:
        yield from _fields({field.id: field for field in was.fields}, {field.id: field for field in one.fields})


def _documents(old: Procedure, new: Procedure) -> Iterator[Change]:
    before: dict[str, Document] = {document.id: document for document in old.documents}
    for document in new.documents:
        if document.id not in before:
            yield Change("document-added", True, {"document": _line(document.title)})
        elif before[document.id] != document:
            yield Change("document-changed", True, {"document": _line(document.title)})
    for document in old.documents:
        if new.document(document.id) is None:
            yield Change("document-removed", True, {"document": _line(document.title)})


def _all(steps: Sequence[Step]) -> dict[str, Field]:
    return {field.id: field for step in steps for field in step.fields}


def _line(said: Text) -> str:
    return said.text or "—"
