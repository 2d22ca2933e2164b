"""What is over is destroyed: the key, the bytes, and the log that might remember either."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kiosk.domain.events.additions import Supplement, SupplementItem
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.people.people_search import Directory
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, requests, supplements
from kiosk.services.upkeep import retention
from kiosk.services.work import person
from kiosk.settings import Settings
from kiosk.store import cases, journal, open_answers, outbox, person_notices, updates, wrapped_keys
from kiosk.store.open_answers import CallOutcome
from kiosk.store.wrapped_keys import KeyKind
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered, form, helped, submitted, supplemented
from tests.gallery.site.strange_files import picture
from tests.house.life import BOX
from tests.services.conftest import say
from tests.services.notified import submitted_with

DAY = timedelta(days=1)
ALONE = Actor("terminal", session="hash", session_key=b"m" * 32, terminal=True)


def send(box: Box) -> None:
    exchange_with_hub(box, hub_of(box))
    print_queue.print_due_jobs(box)


def bytes_left(box: Box) -> int:
    """Whatever could still be read of anyone, locked as it is."""
    (left,) = box.store.read().query(
        "SELECT (SELECT coalesce(sum(length(answers) + length(names)), 0) FROM cases)"
        " + (SELECT coalesce(sum(length(kept)), 0) FROM events)"
        " + (SELECT coalesce(sum(length(body)), 0) FROM updates)"
        " + (SELECT coalesce(sum(length(follow_code)), 0) FROM submissions) AS bytes"
    )
    return int(left["bytes"])


def test_a_desks_case_goes_thirty_days_after_the_hub_has_it(linked: Box, watch: Watch) -> None:
    case = submitted(linked)
    watch.wait(60 * DAY)
    assert retention.destroy_expired_data(linked) == 0, "not sent yet: it stays as long as it takes"
    send(linked)
    watch.wait(29 * DAY)
    assert retention.destroy_expired_data(linked) == 0
    assert open_case(linked, case.case_id, helped(linked)).case.values["birth_name"] == "Benali"
    watch.wait(2 * DAY)
    assert retention.destroy_expired_data(linked) == 1
    with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
        open_case(linked, case.case_id, helped(linked))
    assert bytes_left(linked) == 0
    assert linked.store.read().table("data_keys").count_where() == 0
    assert retention.destroy_expired_data(linked) == 0


def test_what_stays_has_no_names(linked: Box, central: Central, watch: Watch) -> None:
    """Reference, procedure, days, state, and the proof that the hub has it."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "accepted", "Venez la chercher.")
    send(linked)
    follow_case.record_case_shown(linked, follow_case.follow_typed_reference(linked, case.reference, helped(linked)))
    watch.wait(31 * DAY)
    retention.destroy_expired_data(linked)
    followed = follow_case.follow_typed_reference(linked, case.reference, helped(linked))
    assert (followed.state, followed.procedure_id, followed.readable) == ("accepted", "birth-certificate", False)
    assert followed.history[0].event.acknowledged_at and followed.updates[0].message == ""
    assert [entry.action for entry in journal.select_journal_lines(linked.store.read(), case.reference)][
        -1
    ] == "expired"
    assert list(linked.store.read().query("SELECT length(statement) > 0 AS proof FROM acknowledgements")) == [
        {"proof": 1}
    ]


def test_a_terminals_case_goes_as_soon_as_the_hub_has_it(linked: Box) -> None:
    case_id = answered(linked, actor=ALONE)
    done = submit_case.submit_case(linked, case_id, ALONE, Confirmation("alone", "touch"))
    assert done.retention_days == 0
    print_queue.print_due_jobs(linked)
    send(linked)
    assert not wrapped_keys.has_keys_left(linked.store.read(), case_id)
    assert linked.store.read().table("events").count_where("length(kept) > 0") == 0


def test_a_paper_that_is_about_to_print_is_waited_for_a_day_and_no_longer(linked: Box, watch: Watch) -> None:
    case_id = answered(linked, actor=ALONE)
    submit_case.submit_case(linked, case_id, ALONE, Confirmation("alone", "touch"))
    exchange_with_hub(linked, hub_of(linked))
    assert wrapped_keys.has_keys_left(linked.store.read(), case_id), "the receipt is not out"
    watch.wait(timedelta(hours=25))
    assert retention.destroy_expired_data(linked) == 1
    assert not wrapped_keys.has_keys_left(linked.store.read(), case_id)


def test_a_clock_that_runs_ahead_destroys_nothing_that_the_hub_lacks(box: Box, watch: Watch) -> None:
    case = submitted(box)
    watch.jump(4000 * DAY)
    retention.destroy_expired_data(box)
    assert wrapped_keys.has_keys_left(box.store.read(), case.case_id)


def test_a_desks_draft_is_forgotten_after_three_months(box: Box, nadia: Actor, watch: Watch) -> None:
    case = drafts.begin_draft(box, "birth-certificate", Preferences(), nadia)
    watch.wait(89 * DAY)
    assert retention.destroy_expired_data(box) == 0
    watch.wait(2 * DAY)
    assert retention.destroy_expired_data(box) == 1
    assert cases.read_case(box.store.read(), case.id, bytes(32)) is None
    assert not wrapped_keys.has_keys_left(box.store.read(), case.id)
    assert box.store.read().table("submissions").count_where() == 0


def test_what_the_hub_acknowledged_is_kept_sealed_for_a_restore_and_then_goes(linked: Box, watch: Watch) -> None:
    submitted(linked)
    send(linked)
    sealed = "SELECT sum(length(sealed)) FROM events"
    assert linked.store.read().execute(sealed).fetchone()[0] > 0
    watch.wait(31 * DAY)
    retention.destroy_expired_data(linked)
    assert linked.store.read().execute(sealed).fetchone()[0] > 0, "a hub that was not heard since may be an older copy"
    send(linked)
    retention.destroy_expired_data(linked)
    assert linked.store.read().execute(sealed).fetchone()[0] == 0
    assert outbox.count_events(linked.store.read()) == 1


def test_what_the_hub_received_while_this_clock_was_behind_is_kept_sealed(central: Central, settings: Settings) -> None:
    """Days count from when the hub says that it received the case, and until when it was heard."""
    behind = Watch()
    behind.jump(-3650 * DAY)
    box = open_box(settings, behind)
    set_up(box)
    enrol.enrol_at_hub(box, central.url, central.code)
    submitted(box)
    send(box)
    behind.jump(3650 * DAY)
    send(box)
    retention.destroy_expired_data(box)
    assert box.store.read().execute("SELECT sum(length(sealed)) FROM events").fetchone()[0] > 0
    box.store.close()


def test_sessions_nobody_uses_take_their_keys_along(box: Box, watch: Watch) -> None:
    case = drafts.begin_draft(box, "birth-certificate", Preferences(), ALONE)
    assert open_case(box, case.id, ALONE)
    retention.destroy_expired_data(box)
    assert wrapped_keys.read_wrapped_key(box.store.read(), case.id, KeyKind.SESSION, "hash") is None, "no such session"
    assert wrapped_keys.read_sealed_key(box.store.read(), case.id) is not None


def test_a_draft_taken_up_while_others_go_stays(box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at what is over and its destruction, somebody answers."""
    left, taken_up = answered(box), answered(box)
    watch.wait(100 * DAY)
    box.watch.confirm(box.watch.today().day)
    look = wrapped_keys.select_abandoned_drafts

    def and_somebody_answers(*about: Any) -> list[str]:
        over = look(*about)
        monkeypatch.setattr(wrapped_keys, "select_abandoned_drafts", look)
        given = form(steps_taken.BIRTH_CERTIFICATE["person"])
        drafts.answer_step(box, taken_up, "person", given, Preferences(), helped(box))
        return over

    monkeypatch.setattr(wrapped_keys, "select_abandoned_drafts", and_somebody_answers)
    assert retention.destroy_expired_data(box) == 1
    assert open_case(box, taken_up, helped(box)).case.values["birth_name"] == "Benali"
    with pytest.raises(Refused):
        open_case(box, left, helped(box))


def test_a_call_to_a_person_goes_with_journal_lines_as_old(linked: Box, central: Central, watch: Watch) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    told, nadia = [row["id"] for row in linked.store.read().query("SELECT id FROM updates")], helped(linked)
    with linked.store.write() as db:
        open_answers.insert_call(db, told[0], nadia.mediator_id, CallOutcome.MESSAGE, linked.clock.now())
    for days, left in ((360, 1), (10, 0)):
        watch.wait(days * DAY)
        retention.destroy_expired_data(linked)
        assert len(open_answers.select_calls(linked.store.read(), told)) == left


def words(box: Box, reference: str) -> list[str]:
    return [update.message for update in follow_case.follow_typed_reference(box, reference, helped(box)).updates]


def read(box: Box, reference: str) -> None:
    follow_case.record_case_shown(box, follow_case.follow_typed_reference(box, reference, helped(box)))


def test_words_of_the_hub_go_once_they_were_read_long_ago(linked: Box, central: Central, watch: Watch) -> None:
    """Of another site's case too: no key of ours is left that would take them along."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "accepted", "Venez.")
    send(linked)
    read(linked, case.reference)
    watch.wait(29 * DAY)
    retention.destroy_expired_data(linked)
    assert updates.select_updates(linked.store.read(), case.reference)[0].body
    watch.wait(2 * DAY)
    retention.destroy_expired_data(linked)
    assert not updates.select_updates(linked.store.read(), case.reference)[0].body


def test_words_outlive_the_case_until_they_are_read(linked: Box, central: Central, watch: Watch) -> None:
    """« Apportez le livret de famille »: nobody opens the case for years, and its answers are destroyed."""
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    watch.wait(2000 * DAY)
    assert retention.destroy_expired_data(linked) == 1
    followed = follow_case.follow_typed_reference(linked, case.reference, helped(linked))
    assert (followed.readable, followed.updates[0].message) == (False, "Apportez le livret de famille.")
    read(linked, case.reference)
    watch.wait(29 * DAY)
    retention.destroy_expired_data(linked)
    assert words(linked, case.reference) == ["Apportez le livret de famille."], "read: then the days of the box"
    watch.wait(2 * DAY)
    retention.destroy_expired_data(linked)
    assert words(linked, case.reference) == [""]


def test_a_box_that_keeps_nothing_keeps_words_until_read(central: Central, settings: Settings, watch: Watch) -> None:
    """`retention_days: 0` is about what was read: whoever waits for « apportez … » has not been told yet."""
    box = open_box(replace(settings, retention_days=0), watch)
    set_up(box)
    enrol.enrol_at_hub(box, central.url, central.code)
    case = submitted(box)
    send(box)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(box)
    watch.wait(2 * DAY)
    retention.destroy_expired_data(box)
    assert words(box, case.reference) == ["Apportez le livret de famille."]
    read(box, case.reference)
    watch.wait(DAY / 24)
    retention.destroy_expired_data(box)
    assert words(box, case.reference) == [""]
    box.store.close()


def test_an_addition_that_the_hub_has_takes_no_words_along(linked: Box, central: Central) -> None:
    """A terminal's case is destroyed as soon as the hub has it, and once more with each addition that it has."""
    done = submit_case.submit_case(linked, answered(linked, actor=ALONE), ALONE, Confirmation("alone", "touch"))
    print_queue.print_due_jobs(linked)
    send(linked)
    assert not wrapped_keys.has_keys_left(linked.store.read(), done.case_id)
    say(central, done.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    supplemented(linked, done.reference)
    send(linked)
    retention.destroy_expired_data(linked)
    assert not wrapped_keys.has_keys_left(linked.store.read(), done.case_id)
    assert words(linked, done.reference) == ["Apportez le livret de famille."]


def test_words_about_whoever_asked_to_be_erased_go_unread(linked: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    say(central, case.reference, "incomplete", "Apportez le livret de famille.")
    send(linked)
    requests.request_data_right(linked, case.reference, "erasure", helped(linked), "f" * 32)
    send(linked)
    retention.destroy_expired_data(linked)
    assert words(linked, case.reference) == [""]


EVENT, FILE = "e" * 32, "f" * 32


def tables_of(box: Box, ids: set[str]) -> set[str]:
    """The tables in which a row speaks of any of these ids."""
    db = box.store.read()
    tables = [row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    held = {table: [set(map(str, row.values())) for row in db.query(f"SELECT * FROM {table}")] for table in tables}
    return {table for table, values in held.items() if any(ids & row for row in values)}


def send_all(box: Box) -> None:
    for _ in range(3):
        exchange_with_hub(box, hub_of(box))
        print_queue.print_due_jobs(box)


def test_of_a_case_that_is_over_only_written_rows_stay(linked: Box, central: Central, watch: Watch) -> None:
    made, nadia = submitted_with(linked, ["call"]), helped(linked)
    desk = replace(nadia, session="s" * 64, session_key=b"s" * 32)
    supplements.add_supplement_file(
        linked,
        made.reference,
        EVENT,
        SupplementItem("identity", "Pièce d’identité"),
        picture("JPEG"),
        "carte.jpg",
        desk,
        FILE,
    )
    person.note_person_fact(linked, Directory(), made.case_id, "address", desk)
    with linked.store.write() as db:
        person_notices.insert_left_number(db, made.case_id, "", linked.clock.now())
    supplements.append_supplement(linked, made.reference, Supplement("Voici ma carte.", ()), desk, EVENT)
    ids = {made.case_id, made.reference, EVENT, FILE}
    ids |= {event.id for event in outbox.select_event_history(linked.store.read(), made.reference)}
    held = tables_of(linked, ids)
    send_all(linked)
    say(central, made.reference, "incomplete", "Apportez le livret de famille.")
    send_all(linked)
    held |= tables_of(linked, ids)
    deleted = BOX.deleted
    of_person = {"wished_notices", "left_numbers", "person_facts"}
    assert of_person | {"data_keys", "attachments", "parcels"} <= held & deleted, held
    follow_case.record_case_shown(linked, follow_case.follow_typed_reference(linked, made.reference, nadia))
    watch.wait(timedelta(days=70))
    send(linked)
    retention.destroy_expired_data(linked)
    stays = tables_of(linked, ids)
    assert not stays & deleted, stays & deleted
    assert stays <= BOX.wiped | BOX.stays
    wiped = ("cases.answers", "cases.names", "events.kept", "events.sealed", "updates.body", "submissions.follow_code")
    for table, _, column in (name.partition(".") for name in wiped):
        assert not [row for row in linked.store.read().query(f"SELECT {column} FROM {table}") if row[column]], table
