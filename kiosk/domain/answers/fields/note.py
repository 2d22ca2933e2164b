"""A text to read between two questions; nothing is asked."""

from datetime import date

from kiosk.domain.answers.fields.kind import FieldKind, FieldOption
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field


class NoteKind(FieldKind):
    """The field's label is the heading, its help the text."""

    def judge(self, field: Field, typed: Typed, today: date) -> None:
        """Nothing, whatever a form sends."""

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return ""


KIND = NoteKind(
    kind="note",
    label="Information",
    answers=False,
    parts=(),
    options=(FieldOption("danger", bool, "Whether it warns of a danger: it is said at once, before the questions."),),
)
