"""Several lines of text: what happened, what is asked for."""

from collections.abc import Iterator
from datetime import date

from kiosk.domain.answers.fields.kind import Fault, FieldKind, Option, crossed
from kiosk.domain.language import spelling
from kiosk.domain.language.values import Typed
from kiosk.domain.procedure.procedure import Field

LONGEST = 4000


class LongTextKind(FieldKind):
    """The value is the text, in NFC, its lines separated by LF."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if crossed(field, "shortest", "longest"):
            yield "limits-crossed"

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `Fault`: bad-character, text-missing, too-short, too-long."""
        text = spelling.lines("".join(typed.get("", ())[:1]))
        if not spelling.readable(text):
            raise Fault("bad-character")
        if not text:
            raise Fault("text-missing")
        if len(text) < field.options.get("shortest", 1):
            raise Fault("too-short")
        if len(text) > field.options.get("longest", LONGEST):
            raise Fault("too-long")
        return text


KIND = LongTextKind(
    kind="long_text",
    unanswered="text-missing",
    prose=True,
    label="Texte long",
    options=(
        Option("shortest", int, "Fewest characters; 1 by default."),
        Option("longest", int, f"Most characters, line ends included; {LONGEST} by default."),
    ),
)
