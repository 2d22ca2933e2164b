"""What the town hall promises to the public, and how often it kept its word, as far as that may be told."""

from collections import Counter

from msgspec import Struct

from kiosk.domain.figures.figures import (
    LEAST_TIMES,
    REST,
    PeriodFigures,
    Table,
    compute_figures,
    publish_figures,
    sum_counts,
)  # fmt: skip
from kiosk.domain.figures.spans import make_month
from kiosk.domain.visits.ledger import Entry, Punctuality
from kiosk.services.box.box import Box
from kiosk.store import visits

MONTHS = 3
"""How many months that are over are looked at."""


class Promises(Struct, frozen=True):
    """Days to an answer and minutes to help, 0 where nothing is promised.

    `kept_in_ten` says of how many answers in ten, rounded down, the first was kept in the last `MONTHS` whole months.
    None where fewer than `LEAST_TIMES` tell it, where what is published of these months leaves some out, or where some
    were promised within another number of days.
    """

    answer_days: int
    help_minutes: int
    kept_in_ten: int | None = None


def read_promises(box: Box) -> Promises:
    days = box.settings.promised_answer_days
    return Promises(days, box.settings.promised_help_minutes, _count_kept_in_ten(box, days) if days else None)


def _count_kept_in_ten(box: Box, days: int) -> int | None:
    db, month = box.store.read(), make_month(box.watch.today().day)
    known: Counter[str] = Counter()
    published: Counter[str] = Counter()
    promised: set[str] = set()
    for _ in range(MONTHS):
        month = month.before
        counts = visits.select_counts(db, month.first, month.last, (Entry.PROMISE, Entry.PROMISED_DAYS))
        promised |= {count.value for count in counts if count.kind == Entry.PROMISED_DAYS}
        figures = compute_figures(month.first, month.last, counts, {}, {})
        known.update({line.name: line.count for line in figures.promise})
        published.update({line.name: line.count for line in publish_figures(figures).tables["promise"]})
    kept, judged = known[Punctuality.IN_TIME], known[Punctuality.IN_TIME] + known[Punctuality.LATE]
    is_told = all(published[name] == known[name] for name in (Punctuality.IN_TIME, Punctuality.LATE))
    if judged < LEAST_TIMES or not is_told or promised - {str(days)}:
        return None
    return kept * 10 // judged


class KeptTimes(Struct, frozen=True):
    """Of `judged` answers or calls, `kept` came in time; `code` is `promise`, `law` or `help`."""

    code: str
    kept: int
    judged: int


def list_kept_times(told: PeriodFigures, help_minutes: int) -> list[KeptTimes]:
    """What was kept of the promises and of the law in a period; a call that nobody answered was not answered in time.

    What there was nothing of is left out, and so is what was rolled up; help where no `help_minutes` are promised.
    """
    kept = [_count_kept(code, told.tables.get(code, ())) for code in ("promise", "law")]
    if help_minutes and "call_minutes" in told.tables:
        answered = told.tables["call_minutes"]
        in_time = sum(line.count for line in answered if int(line.name) <= help_minutes)
        calls = sum(line.count for line in told.tables["alone"] if line.name == "calls")
        kept.append(KeptTimes("help", in_time, max(calls, sum_counts(answered))))
    return [line for line in kept if line.judged]


def _count_kept(code: str, table: Table) -> KeptTimes:
    counts = {line.name: line.count for line in table}
    if REST in counts:
        return KeptTimes(code, 0, 0)
    in_time = counts.get(Punctuality.IN_TIME, 0)
    return KeptTimes(code, in_time, in_time + counts.get(Punctuality.LATE, 0))
