"""The charts of figures in words: what each line of a table is called, how long its bar is, what is most, what changed.

A chart is its table: a heading, a sentence that says the most, then a row a bar, which is drawn for the eye alone.
"""

from collections.abc import Callable

from msgspec import Struct

from kiosk.domain.figures.figures import REST, Table
from kiosk.words.words import Words


class Bar(Struct, frozen=True):
    """A line of a chart: its words ("" for the rest), its count in digits as one reads it, and its length, of 100."""

    words: str
    count: int
    said: str
    length: int


def list_bars(words: Words, table: Table, say: Callable[[str], str]) -> list[Bar]:
    """The lines of a table as bars in their order, the rest last, the largest of length 100; `say` names a code."""
    largest = max((line.count for line in table), default=1)
    return [
        Bar(
            say(line.name) if line.name != REST else "",
            line.count,
            words.number(line.count),
            round(100 * line.count / largest),
        )
        for line in sorted(table, key=lambda line: line.name == REST)
    ]


def say_change(words: Words, now: int, then: int) -> str:
    """« + 38 », « − 4 » or « = » since an earlier period; "" where that had none."""
    if not then:
        return ""
    if now == then:
        return "="
    return f"{'+' if now > then else '−'}\N{NO-BREAK SPACE}{words.number(abs(now - then))}"
