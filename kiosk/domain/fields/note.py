"""Words to read between two questions; nothing is asked."""

from datetime import date

from kiosk.domain.case import Typed, Value
from kiosk.domain.fields.kind import FieldKind
from kiosk.domain.procedure import Field
from kiosk.domain.words import Words


class NoteKind(FieldKind):
    """Its label is the heading, its help the words."""

    def judge(self, field: Field, typed: Typed, today: date) -> None:
        """Nothing, whatever a form sends."""

    def shown(self, field: Field, value: Value, words: Words) -> str:
        return ""


KIND = NoteKind(kind="note", label="Information", answers=False, parts=())
