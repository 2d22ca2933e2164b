"""Several lines of text: what happened, what is asked for."""

from datetime import date

from kiosk.domain.answers.fields.kind import AnswerFault, FieldOption, TextOfLength
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.procedure import Field

LONGEST = 4000


class LongTextKind(TextOfLength):
    """The value is the text, in NFC, its lines separated by LF."""

    def judge(self, field: Field, typed: Typed, today: date) -> str:
        """Raises `AnswerFault`: bad-character, text-missing, too-short, too-long."""
        text = spelling.clean_lines("".join(typed.get("", ())[:1]))
        if not spelling.is_readable_text(text):
            raise AnswerFault("bad-character")
        self.judge_length(field, text, LONGEST)
        return text


KIND = LongTextKind(
    kind="long_text",
    unanswered="text-missing",
    prose=True,
    label="Texte long",
    options=(
        FieldOption("shortest", int, "Fewest characters; 1 by default."),
        FieldOption("longest", int, f"Most characters, line ends included; {LONGEST} by default."),
    ),
)
