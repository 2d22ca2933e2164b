"""Whole stories of cases, made by the product from the first question to their destruction, as the rows they leave."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kiosk.domain.events.additions import Withdrawal
from kiosk.error_codes import Rejection
from kiosk.services.drafts import drafts
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, refused_events, requests
from kiosk.services.upkeep import retention
from kiosk.services.work import worklist
from kiosk.store import outbox
from kiosk.store.database import Database
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
    """Live each story on the box, up to what the hub decided; gives name, case, reference and weight of each.

    The printer prints, the hub hears, the desk reads what it said.
    """
    told = []
    for name, live, weight in _STORIES:
        case_id, reference = live(place)
        _carry(place)
        told.append((name, case_id, reference, weight))
    return told


def ended(place: Town, lived: list[tuple[str, str, str, int]]) -> list[Story]:
    """The stories once their time is over: the box has destroyed what it no longer keeps."""
    retention.destroy_expired_data(place.box)
    db = place.box.store.read()
    return [Story(name, case, reference, weight, _rows(db, case, reference)) for name, case, reference, weight in lived]


def kept(place: Town) -> Story:
    """A decided case whose contents are still here."""
    case, reference = _decided(place)
    return Story("kept", case, reference, 0, _rows(place.box.store.read(), case, reference))


def draft(place: Town) -> Story:
    """A draft with every question answered."""
    case = gestures.answered(place.box)
    return Story("draft", case, "", 0, _rows(place.box.store.read(), case, ""))


def _rows(db: Database, case: str, reference: str) -> dict[str, list[dict[str, Any]]]:
    """Rows in no case's order but their table's own; of a draft, which has no reference, its case alone."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, where in TABLES.items():
        cursor = db.conn.execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY rowid", {"case": case, "reference": reference or "-"}
        )
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, values, strict=True)) for values in cursor]
    return found


def _carry(place: Town) -> None:
    """Print, send, hear, and read at the desk what was heard."""
    print_queue.print_due_jobs(place.box)
    while state_of(place.app).sync.talk().more:  # type: ignore[union-attr]  # the town has one
        pass


def _read(place: Town, reference: str) -> None:
    """Open the case at the desk, which marks what the hub said as read, and say that its answer is dealt with."""
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
    """Refused by the hub, mended at the desk, then taken."""
    submission = gestures.submitted(place.box)
    (event,) = outbox.select_due_events(place.box.store.read(), 2)
    with place.box.store.write() as db:
        outbox.insert_rejection(db, event.id, place.box.clock.now(), Rejection.BAD_EVENT, "answers[3]")
    refused_events.mend_case(place.box, submission.case_id, gestures.helped(place.box))
    return submission.case_id, submission.reference


def _alone(place: Town) -> tuple[str, str]:
    """At a terminal, by a person alone, who goes with the paper."""
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
