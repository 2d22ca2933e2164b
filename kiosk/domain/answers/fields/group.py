"""A block of questions asked once for each of several people or things: a household, children, guests."""

from collections.abc import Iterator
from datetime import date

from kiosk.domain.answers.fields.kind import FieldKind, FieldOption
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import Typed, Value
from kiosk.domain.procedure.procedure import Field

MOST = 30
"""People or things, unless the field says fewer."""


class GroupKind(FieldKind):
    """The value is a list of dicts (field id to value), one for each item; `domain.answers.answering` makes it."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if not 1 <= field.options.get("most", MOST) <= MOST:
            yield "bad-most"

    def judge(self, field: Field, typed: Typed, today: date) -> Value:
        """Never called: the fields of the group judge its items."""
        raise TypeError(field.kind)


KIND = GroupKind(
    kind="group",
    masked=True,
    label="Groupe de questions",
    repeats=True,
    alone=True,
    parts=(),
    options=(
        FieldOption("item", Text, "The heading of one of them: « Personne ».", required=True),
        FieldOption("add", Text, "What the button that adds one says: « Ajouter une personne »."),
        FieldOption("least", int, "Fewest of them; 1 by default where the question is required."),
        FieldOption("most", int, f"Most of them; {MOST} by default, and never more."),
    ),
)
