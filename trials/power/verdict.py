"""At the end, with both processes gone: box and hub are held against what the screens had confirmed."""

from collections import Counter
from collections.abc import Iterable

from hub.opening import open_hub
from hub.secrets.vault import label_of, lock_of
from hub.settings import HubSettings
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.services.box.box import open_box
from kiosk.store import journal
from trials.power.confirmed import Kept, Losses
from trials.townhall.person import meaning
from trials.townhall.site import TownHall


def judge(hall: TownHall, ledger: Iterable[Kept], losses: Losses) -> dict[str, str]:
    """Append to `losses` all that is not as it was promised; the cases that the box holds as submitted, id to
    reference."""
    local = _box(hall, losses)
    events = _hub(hall, losses)
    _compare(local, events, losses)
    for kept in ledger:
        if kept.reference:
            _confirmed(kept, local, events, losses)
    return local


def _box(hall: TownHall, losses: Losses) -> dict[str, str]:
    box = open_box(hall.site)
    db = box.store.read()
    if not box.store.is_sound():
        losses.store.append("the box's store is not sound")
    records = list(db.query("SELECT case_id, reference FROM submissions"))
    for row in list(db.query("SELECT reference FROM outbox")):
        losses.cases.append(f"{row['reference']}: not acknowledged")
    for record in list(db.query("SELECT reference, code FROM attention")):
        losses.cases.append(f"{record['reference']}: refused by the hub, {record['code']}")
    receipts = (
        "SELECT reference FROM submissions WHERE case_id NOT IN (SELECT subject FROM jobs WHERE kind = 'receipt')"
    )
    for receipt in list(db.query(receipts)):
        losses.cases.append(f"{receipt['reference']}: no receipt in the spool")
    faults = journal.find_journal_faults(db, keys.verify_key(box.site_seed))
    losses.store += [f"line {fault.number} of the journal: {fault.code}" for fault in faults]
    box.store.close()
    return {record["case_id"]: record["reference"] for record in records}


def _hub(hall: TownHall, losses: Losses) -> list[dict[str, object]]:
    """The body of every event at the hub, opened; its cases are held against them on the way."""
    hub = open_hub(HubSettings(data=hall.hub_data), Clock())
    with hub.store.reading() as connection:
        if (result := connection.exec_driver_sql("PRAGMA quick_check").scalar()) != "ok":
            losses.store.append(f"the hub's store: {result}")
        cases = connection.exec_driver_sql("SELECT id, reference FROM cases").all()
        kept = connection.exec_driver_sql("SELECT id, stream, body FROM event").all()
        locks = {case[0]: lock_of(connection, hub.ring, case[0]) for case in cases}
    hub.store.engine.dispose()
    bodies: list[dict[str, object]] = []
    for event_id, stream, body in kept:
        lock = locks.get(stream)
        if lock is None:
            losses.cases.append(f"case {stream}: the hub has no key for it")
            continue
        bodies.append(lock.read(label_of("event", event_id), body))
    if Counter(tuple(case) for case in cases) != Counter((body["stream"], body["reference"]) for body in bodies):
        losses.doubled.append("the hub's cases are not the cases of its events")
    return bodies


def _compare(local: dict[str, str], events: list[dict[str, object]], losses: Losses) -> None:
    at_hub = Counter(str(body["stream"]) for body in events)
    people = Counter(_answers(body).get("birth_name") for body in events)
    for case_id, reference in local.items():
        if not at_hub[case_id]:
            losses.cases.append(f"{reference}: not at the hub")
    losses.doubled += [f"case {case_id}: {count} times" for case_id, count in at_hub.items() if count > 1]
    losses.doubled += [f"{name}: {count} cases" for name, count in people.items() if count > 1]
    losses.doubled += [f"case {key}: at the hub only" for key in at_hub.keys() - local.keys()]


def _confirmed(kept: Kept, local: dict[str, str], events: list[dict[str, object]], losses: Losses) -> None:
    bodies = [body for body in events if body["reference"] == kept.reference]
    if len(bodies) != 1 or bodies[0]["stream"] != kept.case_id or local.get(kept.case_id) != kept.reference:
        losses.references.append(f"{kept.reference}: {len(bodies)} times at the hub, {local.get(kept.case_id)} here")
        return
    sent = _answers(bodies[0])
    for step in kept.confirmed:
        means = [meaning(typed) for typed in kept.allowed(step)]
        if not any(meaning.items() <= sent.items() for meaning in means):
            losses.answers.append(f"{kept.reference}, step {step}: {means[0]} is not what the hub has")


def _answers(body: dict[str, object]) -> dict[str, object]:
    """Field to value; a document that was asked for counts as the answer to the question that shows it."""
    answers: list[dict[str, object]] = body["answers"]  # type: ignore[assignment]
    documents: list[dict[str, object]] = body["documents"]  # type: ignore[assignment]
    shown = {f"{document['id']}_shown": document["state"] for document in documents}
    return shown | {str(answer["field"]): answer["value"] for answer in answers}
