"""A signature: drawn on the screen, left for the paper, or witnessed where the person cannot sign."""

from collections.abc import Mapping
from datetime import date

from kiosk.domain.answers import signature
from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.answers.signature import Signature
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.procedure.procedure import Field
from kiosk.errors import Refused

SCREEN, PAPER, CANNOT = "screen", "on_paper", "cannot"
LONGEST_NAME = 200


class SignatureKind(FieldKind):
    """The value is what `Signature.to_dict` gives, `{"on_paper": true}`, or `{"cannot": true, "witness": name}`. The
    strokes are stored as typed (see `domain.answers.signature`), so that going back shows the drawing again."""

    def judge(self, field: Field, typed: Typed, today: date) -> dict[str, Value]:
        """Raises `AnswerFault`: missing, bad-character, not-a-choice, no-signature, bad-signature, and witness-missing
        or too-long about the witness."""
        strokes = "".join(typed.get("strokes", ())[:1])
        match read_one_line(typed) or (SCREEN if strokes.strip() else ""):
            case "":
                raise AnswerFault("missing")
            case "screen":
                try:
                    return signature.parse_signature(strokes).to_dict()
                except Refused as refused:
                    raise AnswerFault(refused.code) from None
            case "on_paper":
                return {PAPER: True}
            case "cannot":
                name = read_one_line(typed, "witness")
                if not name or len(name) > LONGEST_NAME:
                    raise AnswerFault("too-long" if name else "witness-missing")
                return {CANNOT: True, "witness": name}
        raise AnswerFault("not-a-choice")

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        if value.get(CANNOT):
            return words.code("signature", "cannot", witness=value.get("witness", ""))
        return words.code("signature", "on-paper" if value.get(PAPER) else "screen")

    def drawn(self, value: Value) -> Signature | None:
        """The drawing, if the value holds one; checked first, because the value may come from another version."""
        if not isinstance(value, Mapping) or not isinstance(value.get("strokes"), list):
            return None
        sides = (value.get("width"), value.get("height"))
        drawn = all(type(side) is int and side > 0 for side in sides) and all(
            isinstance(stroke, str) and signature.STROKE.fullmatch(stroke) for stroke in value["strokes"]
        )
        return Signature.from_dict(value) if drawn else None

    def signs_paper(self, value: Value) -> bool:
        return isinstance(value, Mapping) and value.get(PAPER) is True


KIND = SignatureKind(
    kind="signature",
    label="Signature",
    alone=True,
    parts=("", "strokes", "witness"),
    rows=(SCREEN, PAPER, CANNOT),
    longest=signature.LONGEST,
)
