"""A question rendered once with holes, into which what one person typed is put at each page.

The template is rendered with a mark in place of each text that somebody typed; a row that was pressed is one of a few
that the procedure itself offers, so the template sees it. Nothing that a person wrote is in what is kept.
"""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language.values import Typed
from kiosk.domain.procedure.procedure import Field

_EDGE = "\ufdd3"
"""Around the name of a part where its text goes; no character, so in no words."""
_HOLE = re.compile(f"{_EDGE}([^{_EDGE}:]*):([0-9]+){_EDGE}")
_NO_ANSWER = ("~none", "~unknown")
"""What the rows « Je n’en ai pas » and « Je ne sais pas » send."""


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """The HTML between the holes, and for each hole the part and the place among its values that go there."""

    pieces: tuple[Markup, ...]
    holes: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, html: Markup) -> "KeptQuestion":
        """Cut a question that was rendered with the marks of `with_holes`."""
        cut = _HOLE.split(str(html))
        holes = tuple((part, int(place)) for part, place in zip(cut[1::3], cut[2::3], strict=True))
        return cls(tuple(map(Markup, cut[::3])), holes)  # nosec B704: our template, escaped

    def filled(self, typed: Typed) -> Markup:
        """The question with what was typed, escaped."""
        if not self.holes:
            return self.pieces[0]
        said: list[str] = [self.pieces[0]]
        for (part, place), piece in zip(self.holes, self.pieces[1:], strict=True):
            said += (escape(typed[part][place]), piece)
        return Markup("".join(said))  # nosec B704: our template, and what was typed is escaped


def with_holes(field: Field, typed: Typed) -> dict[str, tuple[str, ...]]:
    """What was typed with a mark in place of every text, save for the rows that the question itself offers."""
    if not typed:
        return {}
    kind = kind_of(field.kind)
    offered = {*kind.rows, *(choice.value for choice in field.choices), *_NO_ANSWER, ""}
    return {
        part: tuple(
            value if value in offered else f"{_EDGE}{part}:{place}{_EDGE}" for place, value in enumerate(typed[part])
        )
        for part in (*kind.parts, *kind.aside, "none", "unknown")
        if part in typed
    }
