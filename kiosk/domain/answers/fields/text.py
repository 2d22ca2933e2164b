"""One line of text: a name, a town, a profession."""

from collections.abc import Iterator
from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldOption, TextOfLength, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Field

LONGEST = 200


class TextKind(TextOfLength):
    """The value is the line, in NFC, its white space folded; its digits are those that were typed."""

    def mistakes(self, field: Field) -> Iterator[str]:
        yield from super().mistakes(field)
        if field.options.get("letters", "latin") != "latin":
            yield "unknown-letters"

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, text-missing, too-short, too-long, latin-letters (all that civil status
        writes)."""
        text = read_one_line(typed)
        self.judge_length(field, text, LONGEST)
        if field.options.get("letters") == "latin" and not spelling.is_latin_text(text):
            raise AnswerFault("latin-letters")
        return text


KIND = TextKind(
    kind="text",
    unanswered="text-missing",
    label="Texte court",
    options=(
        FieldOption("shortest", int, "Fewest characters; 1 by default."),
        FieldOption("longest", int, f"Most characters; {LONGEST} by default."),
        FieldOption("letters", str, "`latin`: Latin letters only, as in civil status."),
    ),
)
