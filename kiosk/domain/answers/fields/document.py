"""A document of the procedure: its original was seen at the desk, is still to bring, or a copy is attached."""

from datetime import date

from kiosk.domain.answers.fields.kind import Fault, FieldKind, Option, only
from kiosk.domain.language.values import Typed, Value
from kiosk.domain.language.words import Words
from kiosk.domain.procedure.procedure import Field

STATES = ("seen", "to_bring", "joined")


class DocumentKind(FieldKind):
    """The value is one of `STATES`; a case may be submitted with documents to bring.

    Whether a file is attached is judged by `domain.answers.attachment.check_joined`, because the form does not show it.
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
