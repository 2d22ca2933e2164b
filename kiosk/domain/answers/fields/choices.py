"""Several answers among several, as rows to tick."""

from collections.abc import Iterator
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field


class ChoicesKind(FieldKind):
    """The value is the list of the `value`s ticked, in the order of the file."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if not field.choices:
            yield "no-choices"
        if len({choice.value for choice in field.choices}) < len(field.choices):
            yield "duplicate-choice"
        if not all(choice.value.strip() == choice.value != "" for choice in field.choices):
            yield "empty-choice"
        if field.options.get("least", 0) > len(field.choices):
            yield "least-over-choices"

    def judge(self, field: Field, typed: Typed, today: date) -> list[str]:
        """Raises `AnswerFault`: not-a-choice, too-few-choices, too-many-choices."""
        ticked = {value.strip() for value in typed.get("", ())} - {""}
        chosen = [choice.value for choice in field.choices if choice.value in ticked]
        if not chosen or len(ticked) != len(chosen):
            raise AnswerFault("not-a-choice")
        if len(chosen) < field.options.get("least", 1):
            raise AnswerFault("too-few-choices")
        if len(chosen) > field.options.get("most", len(chosen)):
            raise AnswerFault("too-many-choices")
        return chosen

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        labels = {choice.value: words.text(choice.label) for choice in field.choices}
        return words.listed([labels.get(item, item) for item in value])


KIND = ChoicesKind(
    kind="choices",
    unanswered="tick-missing",
    label="Choix multiple",
    chooses=True,
    options=(
        FieldOption("least", int, "Fewest answers to tick; 1 by default."),
        FieldOption("most", int, "Most answers to tick; all by default."),
    ),
)
