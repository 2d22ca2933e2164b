"""A stop: this procedure is not for this person, and here is where to go. It is advice, unless it is absolute."""

from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field

ANYWAY = "anyway"
"""The value of a stop beside which the person chose « Déposer quand même »."""


class StopKind(FieldKind):
    """The field's label says what stops the walk, its help why. The only answer is `ANYWAY`.

    Whoever receives a request that another administration decides must forward it (CRPA L. 114-2), so that a person may
    always file; a stop is absolute only where nothing can exist.
    """

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: not-a-choice, and absolute-stop where nothing can be filed."""
        if read_one_line(typed) != ANYWAY:
            raise AnswerFault("not-a-choice")
        if field.options.get("absolute"):
            raise AnswerFault("absolute-stop")
        return ANYWAY

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        return words.code("answer", "filed-anyway")


KIND = StopKind(
    kind="stop",
    label="Arrêt",
    alone=True,
    ends=True,
    options=(
        FieldOption("where", Text, "Where to go instead, or what to do.", required=True),
        FieldOption("address", str, "The address of that place."),
        FieldOption("phone", str, "Its telephone number."),
        FieldOption(
            "town", str, "A question of kind `commune`: the place is the town hall of the commune answered there."
        ),
        FieldOption("absolute", bool, "`oui` where nothing can be filed: no « Déposer quand même » stands beside it."),
    ),
)
