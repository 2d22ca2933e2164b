"""A document of the procedure: its original was shown at the desk, is to bring, or a copy of it is attached."""

from datetime import date

from kiosk.domain.case import Typed, Value
from kiosk.domain.fields.kind import Fault, FieldKind, Option, only
from kiosk.domain.procedure import Field
from kiosk.domain.words import Words

STATES = ("seen", "to_bring", "joined")


class DocumentKind(FieldKind):
    """The value is one of `STATES`; a case may be submitted with documents to bring.

    Whether a file is there that answers it, `domain.attachment` judges: a form alone does not know.
    """

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `Fault("not-a-choice")`."""
        state = only(typed)
        if state not in STATES:
            raise Fault("not-a-choice")
        return state

    def shown(self, field: Field, value: Value, words: Words) -> str:
        return words.code("document", str(value))


KIND = DocumentKind(
    kind="document",
    label="Pièce à montrer",
    attaches=True,
    options=(Option("document", str, "The id of one of the procedure's documents.", required=True),),
)
