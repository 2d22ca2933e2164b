"""One answer among several, as rows to press."""

from collections.abc import Iterator
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field


class ChoiceKind(FieldKind):
    """The value is the `value` of the choice."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if len(field.choices) < 2:
            yield "too-few-to-choose"
        if len({choice.value for choice in field.choices}) < len(field.choices):
            yield "duplicate-choice"
        if not all(choice.value.strip() == choice.value != "" for choice in field.choices):
            yield "empty-choice"

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault("not-a-choice")`."""
        value = read_one_line(typed)
        if value not in {choice.value for choice in field.choices}:
            raise AnswerFault("not-a-choice")
        return value

    def few_values(self, field: Field) -> tuple[Value, ...]:
        return tuple(choice.value for choice in field.choices)

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return next((words.text(choice.label) for choice in field.choices if choice.value == value), str(value))


KIND = ChoiceKind(kind="choice", unanswered="choice-missing", label="Choix unique", chooses=True)
