"""The council's page: one sheet of what is published of a closed month or year, for who was elected to read it."""

from collections.abc import Callable, Iterator, Mapping

from kiosk.domain.figures.figures import LEAST, REST, NamedCount, PublishedFigures, Table, add_published, sum_counts
from kiosk.domain.figures.spans import Span
from kiosk.domain.visits.ledger import Punctuality
from kiosk.services.box.box import Box
from kiosk.services.figures.figure_names import list_ways_to_say, say_name
from kiosk.services.figures.figures import is_closed, read_published_figures, read_published_months
from kiosk.services.papers.paper import letterhead
from kiosk.words.charts import say_span
from kiosk.words.words import Words
from printers.slip import Block, Heading, Items, Pair, Slip, Small

KIND = "council"
MOST, MOST_IN_LINE = 8, 5
"""How many procedures are listed, and how many counts stand in a line, so that all stays on one page."""
LONGEST = 70
"""The most characters of a procedure's name."""
_IN_LINE = ("places", "languages", "channels", "outcomes", "opinions")
_OF_VISITS = ("places", "languages")
"""Tables whose whole is the number of visits."""
_SHARES = (("half_minutes", "most_minutes", "minutes-share"), ("half_days", "most_days", "days-share"))


def make_council_slip(box: Box, span: Span) -> Slip:
    """The council's page of a period, in French, published figures alone. Raises `Refused` (`figures-not-closed`)."""
    words, months = box.words(), read_published_months(box, span.first, span.last)
    told = add_published(months)
    ways = list_ways_to_say(box, words)
    title = words.code("council", "title", period=say_span(words, span).lower())
    blocks: list[Block] = [*letterhead(box.site, words), Heading(title, 2)]
    if not told.visits:
        blocks.append(Small(words.code("council", "too-few", least=LEAST)))
    else:
        blocks.append(Pair(words.code("council", "visits"), _say_visits(box, span, told, words)))
        pairs = {name: _say_counts(told.tables[name], name, ways, words) for name in _IN_LINE}
        blocks += [Pair(words.code("council", name), said) for name, said in pairs.items() if said]
        blocks += [Pair(words.code("council", code), said) for code, said in _list_shares(months, words)]
        kept = {name: _say_kept(told.tables[name], words) for name in ("law", "promise")}
        blocks += [Pair(words.code("figures", name), said) for name, said in kept.items() if said]
        if asked := _shorten(told.tables["requests"], MOST):
            lines = [
                _say_count(say_name(ways, "requests", line.name, words)[:LONGEST], line.count, words) for line in asked
            ]
            blocks.append(Items(tuple(lines), title=words.code("figures", "requests")))
    blocks.append(Small(words.code("council", "least", least=LEAST)))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=f"{KIND}-{span.code}")


def _say_visits(box: Box, span: Span, told: PublishedFigures, words: Words) -> str:
    """« 412 (374 en octobre 2026) »."""
    said, before = words.number(told.visits), span.before
    then = read_published_figures(box, before.first, before.last).visits if is_closed(box, before.last) else 0
    if not then:
        return said
    return words.code("council", "compared", now=said, then=words.number(then), period=say_span(words, before).lower())


def _list_shares(months: list[PublishedFigures], words: Words) -> Iterator[tuple[str, str]]:
    """How long visits and answers took: of a month, or from the shortest to the longest of the months of a year."""
    for half, most, code in _SHARES:
        halves, mosts = (
            [got for month in months if (got := getattr(month, name)) is not None] for name in (half, most)
        )
        if halves:
            yield code, words.code("council", f"{code}-said", half=_say_range(halves), most=_say_range(mosts))


def _say_range(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(most) if least == most else f"{least}–{most}"


def _say_kept(table: Table, words: Words) -> str:
    """« 43 sur 50 »; "" where there was no time to keep, or the rest hides how many were late."""
    counts = {line.name: line.count for line in table if line.name != Punctuality.NONE}
    if REST in counts or Punctuality.IN_TIME not in counts:
        return ""
    whole = words.number(sum(counts.values()))
    return words.code("council", "kept", count=words.number(counts[Punctuality.IN_TIME]), whole=whole)


def _say_counts(table: Table, name: str, ways: Mapping[str, Callable[[str], str]], words: Words) -> str:
    """« 121 (À l’accueil : 90, À la borne : 31) », without the whole where it is said already; "" for none."""
    said = [
        _say_count(say_name(ways, name, line.name, words), line.count, words) for line in _shorten(table, MOST_IN_LINE)
    ]
    if not said or name in _OF_VISITS:
        return ", ".join(said)
    return words.code("council", "split", whole=words.number(sum_counts(table)), parts=", ".join(said))


def _say_count(what: str, count: int, words: Words) -> str:
    return words.code("council", "count", what=what, count=words.number(count))


def _shorten(table: Table, most: int) -> Table:
    """The first lines of a table, and the sum of the others as its rest."""
    named = [line for line in table if line.name != REST]
    rest = sum_counts(table) - sum_counts(tuple(named[:most]))
    return (*named[:most], *([NamedCount(REST, rest)] if rest else []))
