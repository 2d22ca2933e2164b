"""Copies of stories, each with ids, a number and days of its own, put into a box as it would have kept them."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import asdict

from kiosk.domain.events import reference as references
from kiosk.domain.trail.hash_chain import JournalLine, hash_of_line
from kiosk.services.box.box import Box
from kiosk.store import counters, journal
from kiosk.store.database import Database
from trials.size.stories import TABLES, Story

YEARS = 5
"""Years over which the cases of a site lie."""
_AT_ONCE = 20_000
"""Cases a transaction: index pages in random places are written once for so many."""
_CACHE, _CACHE_AFTERWARDS = 400_000, 1024
"""KiB of index pages in memory while a box is filled, and as `Store` has it."""
_NUMBERED = {"job_states": "id", "tries": "id", "updates": "number", "journal": "number"}
"""Numbers that the database gives."""
Rows = dict[str, list[dict[str, Any]]]
"""The rows of a case: table to rows by column."""


def fill(box: Box, stories: Sequence[Story], many: int) -> None:
    """Add so many past cases, the oldest first, each a copy of one of the stories by their weight."""
    dice = random.Random(
        counters.read_reference_counter(box.store.read())
    )  # other ids each time, the same on every machine
    for begin in range(0, many, _AT_ONCE):
        with box.store.write() as db:
            db.conn.execute(f"PRAGMA cache_size = -{_CACHE}")
            write(db, list(_copies(box, stories, many, range(begin, min(many, begin + _AT_ONCE)), dice, db)))
            db.conn.execute(f"PRAGMA cache_size = -{_CACHE_AFTERWARDS}")
        box.store.fold()


def _copies(
    box: Box, stories: Sequence[Story], many: int, numbers: range, dice: random.Random, db: Database
) -> Iterator[Rows]:
    weights, counter = [story.weight for story in stories], counters.read_reference_counter(db)
    for number in numbers:
        (story,) = dice.choices(stories, weights)
        reference = ""
        if story.reference:
            reference, counter = references.mint_reference(box.site.code, counter)
        yield copy(story, reference, counter, timedelta(days=round((many - number) / many * YEARS * 365)), dice)


def copy(story: Story, reference: str, counter: int, earlier: timedelta, dice: random.Random) -> Rows:
    """The rows of a story as another case has them, so much earlier."""
    new: dict[str, str] = defaultdict(lambda: f"{dice.getrandbits(128):032x}")
    ids = {story.case_id} | {row["id"] for table in ("events", "updates", "jobs") for row in story.rows[table]}
    named = {old: new[old] for old in sorted(ids)} | ({story.reference: reference} if reference else {})
    days: dict[str, str] = {}
    copied: Rows = {}
    for table, rows in story.rows.items():
        own = _NUMBERED.get(table)
        copied[table] = [
            {name: _value(value, named, earlier, days) for name, value in row.items() if name != own} for row in rows
        ]
    for row in copied["submissions"]:
        row["counter"] = counter
    for place, row in enumerate(copied["updates"]):
        row |= {"epoch": "before", "cursor": counter * 10 + place}
    return copied


def _value(value: Any, named: Mapping[str, str], earlier: timedelta, days: dict[str, str]) -> Any:
    """Ids by their new ones; a day, or a moment of a day, so much earlier."""
    if not isinstance(value, str) or not value:
        return value
    if value in named:
        return named[value]
    if value[:2] == "20" and value[4:5] == "-" and value[7:8] == "-":
        day = value[:10]
        if day not in days:
            days[day] = (date.fromisoformat(day) - earlier).isoformat()
        return days[day] + value[10:]
    return value


def write(db: Database, copies: Sequence[Rows]) -> None:
    """Add the rows of so many cases, and count their numbers as given."""
    for table in TABLES:
        if table == "journal":
            continue
        found = [row for copy in copies for row in copy[table]]
        if found:
            names = list(found[0])
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
            db.conn.executemany(sql, found)
    last = journal.read_journal_head(db)
    number, head = last.count, last.head
    for copy in copies:
        for row in copy["journal"]:
            number += 1
            line = JournalLine(number, **{name: value for name, value in row.items() if name != "hash"})
            head = hash_of_line(head, line)
            db.table("journal").insert({**asdict(line), "hash": head})
    given = [row["counter"] for copy in copies for row in copy["submissions"]]
    if given:
        counters.update_reference_counter(db, max(given))
