"""Measures the figures of a town hall to which a hundred thousand people came in a year."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

from kiosk.domain.visits.ledger import Entry, OpinionFace, Punctuality, VisitPlace
from kiosk.services.box.box import Box, open_box
from kiosk.services.figures.figures import read_figures, read_published_figures
from kiosk.settings import Settings
from kiosk.store import opinions
from trials.bench.pages import Figure
from trials.townhall.site import TownHall

READS: tuple[Callable[[Box, date, date], object], ...] = (read_figures, read_published_figures)
VISITS, TIMES = 100_000, 7
YEAR = date(2025, 1, 1)
_LANGUAGES = ("fr",) * 8 + ("ar", "uk", "en", "es", "pt")
_STEPS = ("person", "birth", "contact", "papers")
_LINE = "INSERT INTO visit_ledger (visit_id, day, at, kind, procedure_id, value, mediator_id) VALUES (?,?,?,?,?,?,?)"


def measure_figures(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """The slower of what is true and what is published, of the whole year and of its last month; of the processor,
    as nothing of it waits."""
    visits = VISITS // 1000 if quick else VISITS
    box = open_box(Settings(data=hall.folder / "figures", site_code="SA", site_name="Mairie", printer="dummy", port=0))
    try:
        lines = _fill(box, visits)
        for name, first in (("figures_year_ms", YEAR), ("figures_month_ms", YEAR.replace(month=12))):
            last = YEAR.replace(month=12, day=31)
            medians = []
            for read in READS:
                times = []
                for _ in range(1 if quick else TIMES):
                    began = time.process_time()
                    read(box, first, last)
                    times.append((time.process_time() - began) * 1000)
                medians.append(statistics.median(times))
            note = f"{visits} visits, {lines} lines; true {medians[0]:.0f}, published {medians[1]:.0f}"
            yield Figure(name, max(medians), "ms", note)
    finally:
        box.store.close()


def _fill(box: Box, visits: int) -> int:
    """Fill the ledger, its triggers counting; gives how many lines it has."""
    dice, procedures = random.Random(1), [procedure.id for procedure in box.catalogue.procedures]
    with box.store.write() as db:
        for number in range(visits):
            db.conn.executemany(
                _LINE, _visit(f"{number:032x}", YEAR + timedelta(days=number * 365 // visits), procedures, dice)
            )
        for month, face in product(range(1, 13), OpinionFace):
            opinions.count_opinion(db, YEAR.replace(month=month), face, 400)
        return db.table("visit_ledger").count


def _visit(visit_id: str, day: date, procedures: list[str], dice: random.Random) -> Iterator[tuple[str, ...]]:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC).isoformat()
    place, procedure = dice.choice(list(VisitPlace)), dice.choice(procedures)
    sent, left = (Entry.SUBMITTED, procedure, "counter"), (Entry.LEFT, procedure, dice.choice(_STEPS))
    for kind, procedure_id, value in (
        (Entry.BEGUN, "", place), (Entry.SERVED, "", ""), (Entry.CASE, procedure, ""),
        sent if dice.random() < 0.8 else left,
        (Entry.PRINTED, "", "receipt"), (Entry.ENDED, "", place), (Entry.MINUTES, "", str(dice.randrange(90))),
        (Entry.LANGUAGE, "", dice.choice(_LANGUAGES)),
    ):  # fmt: skip
        yield visit_id, day.isoformat(), at, kind, procedure_id, value, ""
    for kind, value in (
        (Entry.DECIDED, "accepted"), (Entry.ANSWER_DAYS, str(dice.randrange(60))),
        (Entry.PROMISE, dice.choice(list(Punctuality))),
    ):  # fmt: skip
        yield "", day.isoformat(), at, kind, procedure, value, ""
