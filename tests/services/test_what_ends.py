"""What a box holds of a case once its time is over: the rows that stay are those that `docs/security.md` names."""

from dataclasses import replace
from datetime import timedelta

from kiosk.domain.events.supplement import Item, Supplement
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.people.people_search import Directory
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, supplement_files
from kiosk.services.upkeep import retention
from kiosk.services.work import noted_facts
from kiosk.store.cases import left_numbers
from kiosk.store.events import outbox
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped
from tests.gallery.site.strange_files import picture
from tests.house.life import BOX
from tests.services.conftest import say
from tests.services.notified import submitted_with

EVENT, FILE = "e" * 32, "f" * 32


def tables_of(box: Box, ids: set[str]) -> set[str]:
    """The tables in which a row speaks of any of these ids."""
    db = box.store.read()
    tables = [row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    held = {table: [set(map(str, row.values())) for row in db.query(f"SELECT * FROM {table}")] for table in tables}
    return {table for table, values in held.items() if any(ids & row for row in values)}


def send(box: Box) -> None:
    for _ in range(3):
        talk(box, hub_of(box))
        print_queue.print_due(box)


def test_of_a_case_that_is_over_only_those_rows_stay_that_are_written_down(
    linked: Box, central: Central, watch: Watch
) -> None:
    made, nadia = submitted_with(linked, ["call"]), helped(linked)
    desk = replace(nadia, session="s" * 64, session_key=b"s" * 32)
    supplement_files.add(
        linked, made.reference, EVENT, Item("identity", "Pièce d’identité"), picture("JPEG"), "carte.jpg", desk, FILE
    )
    noted_facts.note(linked, Directory(), made.case_id, "address", desk)
    with linked.store.write() as db:
        left_numbers.leave(db, made.case_id, "", linked.clock.now())
    follow_case.supplement(linked, made.reference, Supplement("Voici ma carte.", ()), desk, EVENT)
    ids = {made.case_id, made.reference, EVENT, FILE}
    ids |= {event.id for event in outbox.history(linked.store.read(), made.reference)}
    held = tables_of(linked, ids)
    send(linked)
    say(central, made.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    held |= tables_of(linked, ids)
    deleted = BOX.deleted
    of_person = {"wished_notices", "left_numbers", "person_facts"}
    assert of_person | {"data_keys", "attachments", "parcels"} <= held & deleted, held
    follow_case.see(linked, follow_case.find(linked, made.reference, nadia))
    watch.wait(timedelta(days=70))
    retention.due(linked)
    stays = tables_of(linked, ids)
    assert not stays & deleted, stays & deleted
    assert stays <= BOX.wiped | BOX.stays
    wiped = ("cases.answers", "cases.names", "events.kept", "events.sealed", "updates.body", "submissions.follow_code")
    for table, _, column in (name.partition(".") for name in wiped):
        assert not [row for row in linked.store.read().query(f"SELECT {column} FROM {table}") if row[column]], table
