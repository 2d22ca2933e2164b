"""The figures of a period, from what the ledger counts a day; and what of them may leave the town hall.

What is published holds no count under `LEAST`: small ones are rolled up into the rest, which takes the smallest of the
others along until it is large enough. Longer periods and several town halls are sums of what was published, so that
whoever subtracts one table from another finds what is published already, and nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from kiosk.domain.visits.ledger import Entry

LEAST = 5
"""The smallest count that is shown to others than those who work here."""
LEAST_TIMES = 10
"""The fewest visits or decisions of which half and nine in ten are told."""
REST = ""
"""The name of what was rolled up."""
HALF, NINE_IN_TEN = 50, 90
SHARES = {"half_minutes": "places", "most_minutes": "places", "half_days": "outcomes", "most_days": "outcomes"}
"""The shares of `PeriodFigures`, each with the table that tells of how many it is."""


class NamedCount(Struct, frozen=True):
    """How often something was counted; `name` is a code or an id, or `REST`."""

    name: str
    count: int


Table = tuple[NamedCount, ...]


class StopCount(Struct, frozen=True):
    """At a step of a procedure `count` persons gave up, of the `begun` who began or took up that request."""

    procedure_id: str
    step_id: str
    count: int
    begun: int


class Figures(Struct, frozen=True):
    """The figures of a period. Tables are in falling order of their counts, `days` in the order of the calendar.

    `minutes` and `answer_days` tell how many visits took how many minutes and decisions how many days; `law` how many
    decisions came before the day on which silence would have decided, and `promise` before the town hall's own.
    `comfort` is for how many visits somebody listened ("speech") or changed how pages look, and `opinions` counts the
    faces that were pressed: both of whole months. `advice` by theme and `referred` by where to are what mediators
    noted by hand, `unsolved` after which requests somebody said that their problem is not resolved,
    `call_minutes` how many calls were answered after how many.
    """

    first: date
    last: date
    visits: int
    places: Table
    days: Table
    minutes: Table
    requests: Table
    channels: Table
    languages: Table
    outcomes: Table
    answer_days: Table
    law: Table
    promise: Table
    papers: Table
    comfort: Table
    stopped: tuple[StopCount, ...]
    additions: int
    calls: int
    opinions: Table = ()
    advice: Table = ()
    referred: Table = ()
    unsolved: Table = ()
    call_minutes: Table = ()

    @property
    def sent(self) -> int:
        return sum_counts(self.requests)

    @property
    def printed(self) -> int:
        return sum_counts(self.papers)


class DayCount(Struct, frozen=True):
    """How many lines of a kind the ledger has for a day, or from it on; `procedure_id` and `value` as `Entry` says."""

    day: date
    kind: Entry
    procedure_id: str
    value: str
    count: int


def compute_figures(
    first: date, last: date, counts: Iterable[DayCount], opinions: Mapping[str, int], comfort: Mapping[str, int]
) -> Figures:
    """The figures of the days from the first to the last, from their `counts`; opinions and comfort by their names."""
    by_kind: dict[Entry, list[DayCount]] = {}
    for count in counts:
        by_kind.setdefault(count.kind, []).append(count)

    def table(kind: Entry, name: str = "value") -> Table:
        summed: Counter[str] = Counter()
        for line in by_kind.get(kind, ()):
            summed[str(getattr(line, name))] += line.count
        return _falling(summed)

    begun = {line.name: line.count for line in table(Entry.CASE, "procedure_id")}
    left: Counter[tuple[str, str]] = Counter()
    for line in by_kind.get(Entry.LEFT, ()):
        left[line.procedure_id, line.value] += line.count
    days = sorted(table(Entry.ENDED, "day"), key=lambda line: line.name)
    return Figures(
        first=first,
        last=last,
        visits=sum_counts(table(Entry.ENDED)),
        places=table(Entry.ENDED),
        days=tuple(days),
        minutes=table(Entry.MINUTES),
        requests=table(Entry.SUBMITTED, "procedure_id"),
        channels=table(Entry.SUBMITTED),
        languages=table(Entry.LANGUAGE),
        outcomes=table(Entry.DECIDED),
        answer_days=table(Entry.ANSWER_DAYS),
        law=table(Entry.LAW),
        promise=table(Entry.PROMISE),
        papers=table(Entry.PRINTED),
        comfort=_falling(comfort),
        stopped=tuple(
            StopCount(procedure_id, step_id, count, begun.get(procedure_id, count))
            for (procedure_id, step_id), count in sorted(left.items(), key=lambda line: (-line[1], line[0]))
        ),
        additions=sum_counts(table(Entry.ADDED)),
        calls=sum_counts(table(Entry.CALLED)),
        opinions=_falling(opinions),
        advice=table(Entry.ADVICE),
        referred=table(Entry.REFERRED),
        unsolved=table(Entry.UNSOLVED, "procedure_id"),
        call_minutes=table(Entry.CALL_MINUTES),
    )


def _falling(counts: Mapping[str, int]) -> Table:
    return tuple(NamedCount(*line) for line in sorted(counts.items(), key=lambda line: (-line[1], line[0])))


def sum_counts(table: Table) -> int:
    return sum(line.count for line in table)


def find_share(table: Table, per_cent: int) -> int | None:
    """The number (a name of the table) that this share of the counts does not exceed, None for an empty table."""
    total, seen = sum_counts(table), 0
    for line in sorted(table, key=lambda line: int(line.name)):
        seen += line.count
        if seen * 100 >= total * per_cent:
            return int(line.name)
    return None


def roll_up(table: Table) -> Table:
    """A table in which no count is under `LEAST`, `REST` included; empty where the whole is."""
    kept = sorted((line for line in table if line.count >= LEAST and line.name != REST), key=lambda line: -line.count)
    rest = sum_counts(table) - sum_counts(tuple(kept))
    while 0 < rest < LEAST and kept:
        rest += kept.pop().count
    return (*kept, NamedCount(REST, rest)) if rest >= LEAST else tuple(kept)


class PeriodFigures(Struct, frozen=True):
    """The figures of a period as they are read: tables by their names in `Figures`, and two shares of two others.

    `half_minutes` is what half of the visits did not exceed, `most_minutes` nine in ten; `half_days`, `most_days` are
    those of decisions. None where there were fewer than `LEAST_TIMES`, and for a sum of periods that were published.
    """

    first: date
    last: date
    tables: Mapping[str, Table]
    half_minutes: int | None = None
    most_minutes: int | None = None
    half_days: int | None = None
    most_days: int | None = None

    @property
    def visits(self) -> int:
        return sum_counts(self.tables.get("places", ()))


class PublishedFigures(PeriodFigures, frozen=True):
    """What of a period may leave the town hall."""


PUBLISHED = (
    "places", "requests", "channels", "languages", "outcomes", "law", "promise", "papers", "opinions", "advice",
    "referred",
)  # fmt: skip
"""The tables that are published: each splits one whole, so that its rest says nothing of anybody."""


def publish_figures(figures: Figures) -> PublishedFigures:
    """What may be published of a month."""
    tables = {name: roll_up(getattr(figures, name)) for name in PUBLISHED}
    tables["stopped"] = roll_up(_list_stops(figures))
    # Who did not choose it must be as many: else the two tables together tell of them.
    tables["comfort"] = tuple(
        line for line in figures.comfort if line.count >= LEAST and figures.visits - line.count >= LEAST
    )
    tables["alone"] = tuple(line for line in _list_alone(figures) if line.count >= LEAST)
    (half_minutes, most_minutes), (half_days, most_days) = _shares(figures.minutes), _shares(figures.answer_days)
    return PublishedFigures(figures.first, figures.last, tables, half_minutes, most_minutes, half_days, most_days)


def tell_figures(figures: Figures, comfort: Table) -> PeriodFigures:
    """All of a period, for who may see true numbers; `comfort`, which says how somebody is (article 9 of the GDPR), as
    it was published."""
    tables = {name: getattr(figures, name) for name in figures.__struct_fields__ if name not in _NO_TABLES}
    tables |= {"stopped": _list_stops(figures), "alone": _list_alone(figures), "comfort": comfort}
    tables["begun"] = tuple(
        {stop.procedure_id: NamedCount(stop.procedure_id, stop.begun) for stop in figures.stopped}.values()
    )
    (half_minutes, most_minutes), (half_days, most_days) = _shares(figures.minutes), _shares(figures.answer_days)
    return PeriodFigures(figures.first, figures.last, tables, half_minutes, most_minutes, half_days, most_days)


_NO_TABLES = ("first", "last", "visits", "stopped", "additions", "calls")
"""The fields of `Figures` that are no tables."""


def _list_stops(figures: Figures) -> Table:
    return tuple(NamedCount(f"{stop.procedure_id} {stop.step_id}", stop.count) for stop in figures.stopped)


def _list_alone(figures: Figures) -> Table:
    """The counts that are of no table."""
    alone = (NamedCount("additions", figures.additions), NamedCount("calls", figures.calls))
    return tuple(line for line in alone if line.count)


def add_published(parts: Iterable[PublishedFigures]) -> PublishedFigures:
    """The sum of what was published of at least one month or town hall; one alone stays what it is, with its shares."""
    parts = tuple(parts)
    if len(parts) == 1:
        return parts[0]
    tables: dict[str, Table] = {}
    for name in dict.fromkeys(name for part in parts for name in part.tables):
        summed: Counter[str] = Counter()
        for part in parts:
            summed.update({line.name: line.count for line in part.tables.get(name, ())})
        tables[name] = _falling(summed)
    return PublishedFigures(min(part.first for part in parts), max(part.last for part in parts), tables)


def _shares(table: Table) -> tuple[int | None, int | None]:
    if sum_counts(table) < LEAST_TIMES:
        return None, None
    return find_share(table, HALF), find_share(table, NINE_IN_TEN)
