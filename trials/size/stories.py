"""Whole stories of cases, made by the product from the first question to their destruction, as the rows they leave."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from msgspec.structs import asdict

from kiosk.crypto import sealing
from kiosk.domain.events import reference as references
from kiosk.domain.events.additions import Withdrawal
from kiosk.domain.trail.hash_chain import JournalLine, hash_of_line
from kiosk.error_codes import Rejection
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.drafts import drafts
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, refused_events, requests
from kiosk.services.upkeep import retention
from kiosk.services.work import worklist
from kiosk.store import counters, journal, outbox, wrapped_keys
from kiosk.store.database import Database
from kiosk.store.wrapped_keys import KeyKind
from kiosk.web.request_state import state_of
from tests.gallery.shots.town import Town, decide
from tests.gallery.site import gestures

TABLES = {
    "cases": "id = :case",
    "submissions": "case_id = :case",
    "events": "stream = :case OR reference = :reference",
    "sends": "event_id IN (SELECT id FROM events WHERE stream = :case OR reference = :reference)",
    "acknowledgements": "event_id IN (SELECT id FROM events WHERE stream = :case OR reference = :reference)",
    "rejections": "event_id IN (SELECT id FROM events WHERE stream = :case OR reference = :reference)",
    "updates": "reference = :reference",
    "work_done": "update_id IN (SELECT id FROM updates WHERE reference = :reference)",
    "calls": "update_id IN (SELECT id FROM updates WHERE reference = :reference)",
    "person_facts": "case_id = :case",
    "jobs": "reference = :reference",
    "job_states": "job_id IN (SELECT id FROM jobs WHERE reference = :reference)",
    "tries": "job_id IN (SELECT id FROM jobs WHERE reference = :reference)",
    "journal": "reference = :reference",
}
"""The tables that a case leaves rows in, in the order of their foreign keys, and which rows are a case's."""


@dataclass(frozen=True, slots=True)
class Story:
    """What one case left: table to rows. `reference` is "" for a draft; `weight` is how many of a hundred are so."""

    name: str
    case_id: str
    reference: str
    weight: int
    rows: dict[str, list[dict[str, Any]]]


def made(place: Town) -> list[tuple[str, str, str, int]]:
    """Live each story on the box, up to what the hub decided; gives name, case, reference and weight of each. The
    printer prints, the hub hears, the desk reads what it said."""
    told = []
    for name, live, weight in _STORIES:
        case_id, reference = live(place)
        _carry(place)
        told.append((name, case_id, reference, weight))
    return told


def ended(place: Town, lived: list[tuple[str, str, str, int]]) -> list[Story]:
    retention.destroy_expired_data(place.box)
    db = place.box.store.read()
    return [Story(name, case, reference, weight, _rows(db, case, reference)) for name, case, reference, weight in lived]


def kept(place: Town) -> Story:
    case, reference = _decided(place)
    return Story("kept", case, reference, 0, _rows(place.box.store.read(), case, reference))


def draft(place: Town) -> Story:
    case = gestures.answered(place.box)
    return Story("draft", case, "", 0, _rows(place.box.store.read(), case, ""))


def _rows(db: Database, case: str, reference: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table, where in TABLES.items():
        cursor = db.conn.execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY rowid", {"case": case, "reference": reference or "-"}
        )
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, values, strict=True)) for values in cursor]
    return found


def _carry(place: Town) -> None:
    print_queue.print_due_jobs(place.box)
    while state_of(place.app).sync.talk().more:  # type: ignore[union-attr]  # the town has one
        pass


def _read(place: Town, reference: str) -> None:
    actor = gestures.helped(place.box)
    followed = follow_case.follow_case(place.box, reference, actor)
    follow_case.record_case_shown(place.box, followed)
    for update in followed.updates:
        worklist.finish_answer(place.box, update.id, actor)


def _decided(place: Town) -> tuple[str, str]:
    submission = gestures.submitted(place.box)
    _carry(place)
    decide(place, submission.reference, "in_progress", "")
    decide(place, submission.reference, "accepted", "Votre acte est prêt.")
    _carry(place)
    _read(place, submission.reference)
    return submission.case_id, submission.reference


def _supplemented(place: Town) -> tuple[str, str]:
    submission = gestures.submitted(place.box)
    _carry(place)
    decide(place, submission.reference, "incomplete", "Il manque une pièce d’identité.")
    _carry(place)
    gestures.supplemented(place.box, submission.reference)
    _carry(place)
    decide(place, submission.reference, "refused", "Vous n’êtes pas un proche.")
    _carry(place)
    _read(place, submission.reference)
    return submission.case_id, submission.reference


def _withdrawn(place: Town) -> tuple[str, str]:
    submission = gestures.submitted(place.box)
    _carry(place)
    asked = Withdrawal("citizen", "touch")
    requests.withdraw_case(place.box, submission.reference, asked, gestures.helped(place.box), place.box.clock.new_id())
    _carry(place)
    _read(place, submission.reference)
    return submission.case_id, submission.reference


def _mended(place: Town) -> tuple[str, str]:
    submission = gestures.submitted(place.box)
    (event,) = outbox.select_due_events(place.box.store.read(), 2)
    with place.box.store.write() as db:
        outbox.insert_rejection(db, event.id, place.box.clock.now(), Rejection.BAD_EVENT, "answers[3]")
    refused_events.mend_case(place.box, submission.case_id, gestures.helped(place.box))
    return submission.case_id, submission.reference


def _alone(place: Town) -> tuple[str, str]:
    alone = gestures.at_a_terminal(place.box)
    submission = gestures.submitted_alone(place.box, alone)
    _carry(place)
    gestures.leaves(place.box, alone)
    return submission.case_id, submission.reference


def _discarded(place: Town) -> tuple[str, str]:
    case_id = gestures.answered(place.box)
    drafts.discard_draft(place.box, case_id, gestures.helped(place.box))
    return case_id, ""


_STORIES: tuple[tuple[str, Callable[[Town], tuple[str, str]], int], ...] = (
    ("decided", _decided, 49),
    ("supplemented", _supplemented, 10),
    ("withdrawn", _withdrawn, 3),
    ("mended", _mended, 1),
    ("alone", _alone, 20),
    ("discarded", _discarded, 17),
)


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


_LOCKED = {
    "cases": (("answers", "answers", "id"), ("names", "names", "id")),
    "submissions": (("follow_code", "follow", "case_id"),),
    "events": (("kept", "event", "id"),),
}
"""Table to its locked columns: the column, what it is locked for, and the column of whose id."""
_FAMILIES = ("Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent")


@dataclass(frozen=True, slots=True)
class Opened:
    """A story whose locked bytes are open."""

    story: Story
    service_id: str
    clear: dict[tuple[str, str, str], bytes]


def opened(box: Box, story: Story) -> Opened:
    key = data_keys.key_in(box.store.read(), story.case_id, gestures.helped(box).ring)
    assert key is not None, story.name
    clear = {}
    for table, columns in _LOCKED.items():
        for row in story.rows[table]:
            for column, about, identity in columns:
                if row[column]:
                    clear[column, about, row[identity]] = sealing.unlock_bytes(
                        key, row[column], f"{about}:{row[identity]}"
                    )
    return Opened(story, story.rows["cases"][0]["service_id"], clear)


def add(box: Box, template: Opened, many: int, days: int) -> None:
    dice = random.Random(template.story.name)
    with box.store.write() as db:
        counter = counters.read_reference_counter(db)
        copies = []
        for number in range(many):
            reference = ""
            if template.story.reference:
                reference, counter = references.mint_reference(box.site.code, counter)
            earlier = timedelta(days=days - 1 - number * days // many)
            rows = copy(template.story, reference, counter, earlier, dice)
            _lock(db, template, rows, number)
            copies.append(rows)
        write(db, copies)


def _lock(db: Database, template: Opened, rows: dict[str, list[dict[str, Any]]], number: int) -> None:
    key, public = sealing.new_random_key(), wrapped_keys.read_service_public_key(db, template.service_id)
    assert public is not None
    case_id = rows["cases"][0]["id"]
    for table, columns in _LOCKED.items():
        for old, row in zip(template.story.rows[table], rows[table], strict=True):
            for column, about, identity in columns:
                clear = template.clear.get((column, about, old[identity]))
                if clear is not None:
                    clear = _named(clear, number) if column == "names" else clear
                    row[column] = sealing.lock_bytes(key, clear, f"{about}:{row[identity]}")
    wrapped_keys.save_wrapped_key(db, case_id, KeyKind.SERVICE, template.service_id, sealing.seal_bytes(public, key))


def _named(clear: bytes, number: int) -> bytes:
    names = json.loads(clear)
    family = f"{_FAMILIES[number % len(_FAMILIES)]}-{number:05d}"
    return json.dumps({role: family if role.endswith("birth_name") else name for role, name in names.items()}).encode()
