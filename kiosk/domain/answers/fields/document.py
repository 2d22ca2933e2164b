"""A document of the procedure: a mediator saw the original, the person has it or brings it, or a copy is attached."""

from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

STATES = ("seen", "with_me", "to_bring", "joined")


class DocumentKind(FieldKind):
    """The value is one of `STATES`; a case may be submitted with documents to bring.

    Alone at a terminal a person says `with_me` or `to_bring`; `seen` is a mediator's certification. Who certifies, and
    whether a file is attached, is judged by `domain.answers.attachment.check_claim`, because the form does not show it.
    """

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault("not-a-choice")`."""
        state = read_one_line(typed)
        if state not in STATES:
            raise AnswerFault("not-a-choice")
        return state

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return words.code("document", str(value))


KIND = DocumentKind(
    kind="document",
    unanswered="choice-missing",
    label="Pièce à montrer",
    attaches=True,
    rows=STATES,
    options=(FieldOption("document", str, "The id of one of the procedure's documents.", required=True),),
)
