"""A question answered by yes or no."""

from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

_MEANING = {"yes": True, "no": False}


class YesNoKind(FieldKind):
    """The value is a bool; the form sends `yes` or `no`."""

    def judge(self, field: Field, typed: Typed, today: date) -> bool:
        """Raises `AnswerFault("not-a-choice")`."""
        meaning = _MEANING.get(read_one_line(typed))
        if meaning is None:
            raise AnswerFault("not-a-choice")
        return meaning

    def few_values(self, field: Field) -> tuple[Value, ...]:
        return tuple(_MEANING.values())

    def signals_danger(self, field: Field, value: Value) -> bool:
        return value is not None and value == field.options.get("danger")

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return words.code("answer", "yes" if value else "no")


KIND = YesNoKind(
    kind="yes_no",
    unanswered="choice-missing",
    label="Oui ou non",
    rows=tuple(_MEANING),
    options=(FieldOption("danger", bool, "Which answer signals a danger: it rings at the desk and comes first."),),
)
