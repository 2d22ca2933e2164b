"""The charts of figures in words: what each line of a table is called, how long its bar is, what is most, what changed.

A chart is its table: a heading, a sentence that says the most, then a row a bar, which is drawn for the eye alone.
"""

from collections.abc import Callable

from msgspec import Struct

from kiosk.domain.figures.figures import REST, Table
from kiosk.domain.figures.spans import Span
from kiosk.words.words import Words

CONTEXTS = {
    "places": "visit-place",
    "channels": "channel",
    "outcomes": "state",
    "law": "kept-by-law",
    "promise": "kept-promise",
    "comfort": "comfort",
    "opinions": "face",
    "alone": "figures",
    "advice": "theme",
    "referred": "activity",
}
"""Tables whose names are codes, and the context of their words."""


def say_paper(words: Words, kind: str) -> str:
    """What a kind of paper is called, among others."""
    return words.code("paper-kind" if words.has("paper-kind", kind) else "paper", kind)


class Bar(Struct, frozen=True):
    """A line of a chart: its words ("" for the rest), its count in digits as one reads it, and its length, of 100."""

    words: str
    count: int
    said: str
    length: int


def list_bars(words: Words, table: Table, say: Callable[[str], str]) -> list[Bar]:
    """The lines of a table as bars in their order, the rest last, the largest of length 100; `say` names a code.

    What was never counted has no line.
    """
    largest = max((line.count for line in table), default=1)
    return [
        Bar(
            say(line.name) if line.name != REST else "",
            line.count,
            words.number(line.count),
            round(100 * line.count / largest),
        )
        for line in sorted(table, key=lambda line: line.name == REST)
        if line.count
    ]


def say_change(words: Words, now: int, then: int) -> str:
    """« + 38 », « − 4 » or « autant » since an earlier period; "" where that had none."""
    if not then:
        return ""
    if now == then:
        return words.code("figures", "as-many")
    return f"{'+' if now > then else '−'}\N{NO-BREAK SPACE}{words.number(abs(now - then))}"


def say_span(words: Words, span: Span) -> str:
    """« Novembre 2026 » or « 2026 »."""
    return str(span.first.year) if span.is_year else words.month(span.first)
