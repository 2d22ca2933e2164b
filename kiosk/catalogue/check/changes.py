"""List what changed between two versions of a procedure, question by question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Document, Field, Procedure, Step

_SAID = ("title", "summary", "cost", "payment", "delay", "remedies", "where", "official_number", "life_event")
_KEPT = (
    "kind",
    "theme",
    "audience",
    "service",
    "silence",
    "for_whom",
    "notice",
    "retention_days",
    "next_steps",
    "changes_yearly",
    "glossary",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `code` has words in the context `change`; `asks` is True if a question changed."""

    code: str
    asks: bool = False
    details: Mapping[str, Any] = field(default_factory=dict, compare=False)


def changes(old: Procedure, new: Procedure) -> Iterator[Change]:
    """Every change: texts and other keys first, then steps, questions and documents in the order of the new file."""
    for name in _SAID:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("words", details={"key": name, "old": _line(before), "new": _line(after)})
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
    for name, after in new.items():
        before = old.get(name)
        if before is None:
            yield Change("field-added", True, {"field": _line(after.label)})
        else:
            for change in _field(before, after):
                yield Change(change.code, True, {"field": _line(after.label), **change.details})
    for name, before in old.items():
        if name not in new:
            yield Change("field-removed", True, {"field": _line(before.label)})


def _field(before: Field, after: Field) -> Iterator[Change]:
    """The changes within one question that both versions have."""
    if before.kind != after.kind:
        yield Change("field-kind", details={"old": before.kind, "new": after.kind})
    if before.label != after.label:
        yield Change("field-label", details={"old": _line(before.label)})
    if before.help != after.help or before.none != after.none:
        yield Change("field-words")
    if before.required != after.required:
        yield Change("field-required" if after.required else "field-optional")
    if before.when != after.when:
        yield Change("field-when")
    old_choices, new_choices = ({choice.value: choice for choice in version.choices} for version in (before, after))
    for value in new_choices.keys() - old_choices.keys():
        yield Change("choice-added", details={"choice": _line(new_choices[value].label)})
    for value in old_choices.keys() - new_choices.keys():
        yield Change("choice-removed", details={"choice": _line(old_choices[value].label)})
    if any(old_choices[value] != new_choices[value] for value in old_choices.keys() & new_choices.keys()):
        yield Change("choice-words")
    if before.options != after.options:
        yield Change("field-limits")
    if before.fields != after.fields:
        yield from _fields({field.id: field for field in before.fields}, {field.id: field for field in after.fields})


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


def _line(text: Text) -> str:
    return text.text or "—"
