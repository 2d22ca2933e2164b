"""An answer of the hub stays open at the desk until it is done; calls about it are kept in their order.
What upkeep remembers: how backups went, the room of each day, the last note of a newer version.
Roots, lists, items, revocations and changes as they are kept.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

from msgspec.structs import asdict, replace

from kiosk.clock import Clock
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.published import documents
from kiosk.domain.published.documents import Root
from kiosk.services.box.box import Box
from kiosk.store import open_answers, people, publications, updates, upkeep_notes
from kiosk.store.database import Store
from kiosk.store.open_answers import CallOutcome
from kiosk.store.publications import Content, FollowProgress, KindFault
from kiosk.store.updates import NewUpdate
from kiosk.store.upkeep_notes import BackupAttempt
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import nadia_roux
from tests.store.conftest import NOON, later

MINE = {"etat-civil"}


def an_update(number: int, reference: str, state: str = "accepted", kind: str = "state", **more: Any) -> NewUpdate:
    update = NewUpdate(
        f"u{number}", "e1", number, reference, kind, state, "2026-11-24T13:00:00+00:00", "etat-civil", b"sealed"
    )
    return replace(update, **more)


def keep(store: Store, *said: NewUpdate) -> None:
    with store.write() as db:
        for update in said:
            updates.insert_update(db, update, NOON)


def waiting(store: Store, services: set[str] = MINE, limit: int = 50) -> list[str]:
    return [row.update.id for row in open_answers.select_open_answers(store.read(), services, limit)]


def test_the_newest_answer_of_a_case_is_open_and_the_answer_about_data_beside_it(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA11", kind="rights"), an_update(3, "SA11"), an_update(4, "SA22"))
    assert waiting(store) == ["u2", "u3", "u4"]


def test_papers_with_a_day_come_first_the_soonest_before(store: Store) -> None:
    keep(
        store,
        an_update(1, "SA11"),
        an_update(2, "SA22", "incomplete", papers_by="2026-12-20"),
        an_update(3, "SA33", "incomplete", papers_by="2026-12-04"),
    )
    assert waiting(store) == ["u3", "u2", "u1"]


def test_another_service_s_answers_are_not_among_those_that_are_counted_off(store: Store) -> None:
    """Fifty were taken before the services were looked at, so that a busy service hid another's answers."""
    keep(store, an_update(0, "SA00"), *(an_update(n, f"SB{n}", service_id="ccas") for n in range(1, 61)))
    assert waiting(store, limit=50) == ["u0"]


def test_done_is_noted_once_and_taken_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "nadia", NOON)
        open_answers.insert_done_answer(db, "u1", "omar", later(5))
    assert waiting(store) == [] and not open_answers.is_answer_open(store.read(), "u1")
    (done,) = open_answers.select_done_answers(store.read(), MINE, NOON)
    assert (done.update_id, done.at) == ("u1", NOON)
    assert open_answers.select_done_answers(store.read(), {"ccas"}, NOON) == []
    with store.write() as db:
        open_answers.delete_done_answer(db, "u1")
    assert waiting(store) == ["u1"]


def test_what_a_newer_answer_replaced_does_not_come_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "nadia", NOON)
    keep(store, an_update(2, "SA11"))
    with store.write() as db:
        open_answers.delete_done_answer(db, "u1")
    assert waiting(store) == ["u2"]


def test_the_same_update_again_does_not_open_it_again(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "nadia", NOON)
    keep(store, an_update(1, "SA11"))
    assert waiting(store) == []


def test_whether_it_was_printed_is_said_of_it(store: Store) -> None:
    keep(store, an_update(1, "SA11", "incomplete"))
    (row,) = open_answers.select_open_answers(store.read(), MINE, 9)
    assert (row.is_printed, row.case_id) == (False, "")


def test_work_is_in_one_pair_of_hands_until_it_is_done_or_they_have_left(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA22"))
    with store.write() as db:
        for name in ("nadia", "omar"):
            row = {"id": name, "login": name, "name": name.title(), "administrator": 0, "factor": "passphrase"}
            nothing = {"factor_hash": "", "salt": b"", "public": b"", "wrapped": b"", "created_at": "2026"}
            db.table("mediators").insert(row | nothing)
        open_answers.save_handed_work(db, "u1", "nadia", "nadia", NOON)
        open_answers.save_handed_work(db, "u1", "nadia", "omar", NOON)
        open_answers.save_handed_work(db, "u2", "nadia", "omar", NOON)
    given = open_answers.select_handed_work(store.read())
    assert (given["u1"].by, given["u1"].to) == ("Nadia", "Omar")
    with store.write() as db:
        open_answers.insert_done_answer(db, "u1", "omar", NOON)
        open_answers.delete_handed_work(db, "u2")
        open_answers.save_handed_work(db, "u2", "omar", "omar", NOON)
    assert set(open_answers.select_handed_work(store.read())) == {"u2"}
    with store.write() as db:
        db.conn.execute("UPDATE mediators SET left_at = '2026' WHERE id = 'omar'")
    assert open_answers.select_handed_work(store.read()) == {}
    assert asdict(given["u2"])["to_id"] == "omar"


def test_a_call_is_kept_and_taken_back(store: Store) -> None:
    keep(store, an_update(1, "SA11"), an_update(2, "SA22"))
    with store.write() as db:
        first = open_answers.insert_call(db, "u1", "m1", CallOutcome.NO_ANSWER, NOON)
        second = open_answers.insert_call(db, "u1", "m1", CallOutcome.REACHED, later(5))
        open_answers.insert_call(db, "u2", "m1", CallOutcome.MESSAGE, NOON)
    made = open_answers.select_calls(store.read(), ["u1"])
    assert [(call.id, call.outcome, call.by) for call in made] == [(first, "no-answer", ""), (second, "reached", "")]
    with store.write() as db:
        open_answers.delete_call(db, second)
    assert [call.id for call in open_answers.select_calls(store.read(), ["u1", "u2"])] == [first, second + 1]


def test_calls_before_a_moment_go_and_later_ones_stay(store: Store) -> None:
    keep(store, an_update(1, "SA11"))
    with store.write() as db:
        open_answers.insert_call(db, "u1", "m1", CallOutcome.NO_ANSWER, NOON)
        kept = open_answers.insert_call(db, "u1", "m1", CallOutcome.REACHED, later(5))
    assert not open_answers.has_calls_before(store.read(), NOON) and open_answers.has_calls_before(
        store.read(), later(1)
    )
    with store.write() as db:
        assert open_answers.delete_calls_before(db, later(1)) == 1
    assert [call.id for call in open_answers.select_calls(store.read(), ["u1"])] == [kept]


def test_the_last_one_made_and_the_failure_since_are_known(store: Store) -> None:
    assert (upkeep_notes.read_last_backup(store.read()), upkeep_notes.read_failed_backup(store.read())) == (None, None)
    with store.write() as db:
        upkeep_notes.insert_backup_attempt(db, later(0), "/backups/a", "")
        upkeep_notes.insert_backup_attempt(db, later(1), "usb", "no-stick")
    assert upkeep_notes.read_last_backup(store.read()) == BackupAttempt(later(0), "/backups/a", "")
    assert upkeep_notes.read_failed_backup(store.read()) == BackupAttempt(later(1), "usb", "no-stick")
    with store.write() as db:
        upkeep_notes.insert_backup_attempt(db, later(2), "/backups/b", "")
    assert upkeep_notes.read_failed_backup(store.read()) is None


def test_years_of_backups_do_not_fill_the_store(store: Store) -> None:
    with store.write() as db:
        for minute in range(upkeep_notes.BACKUPS_KEPT + 20):
            upkeep_notes.insert_backup_attempt(db, later(minute), "usb", "")
    assert store.read().table("backups").count_where() == upkeep_notes.BACKUPS_KEPT


DAY = date(2026, 11, 2)


def test_the_least_of_a_day_stays_and_a_month_is_kept(box: Box) -> None:
    with box.store.write() as db:
        for free in (700, 500, 900):
            upkeep_notes.save_disk_room(db, DAY, free)
        assert upkeep_notes.read_disk_room(db) == {DAY: 500}
        for days in range(40):
            upkeep_notes.save_disk_room(db, DAY + timedelta(days=days), 100 + days)
        kept = upkeep_notes.read_disk_room(db)
    assert len(kept) == upkeep_notes.DAYS_KEPT and max(kept) == DAY + timedelta(days=39)


def test_the_last_note_is_kept_as_it_was_signed(store: Store) -> None:
    assert upkeep_notes.read_stored_release_note(store.read()) is None
    for number in (b"1", b"2"):
        with store.write() as db:
            upkeep_notes.save_release_note(db, SignedStatement(b"note" + number, b"signature" + number))
    assert upkeep_notes.read_stored_release_note(store.read()) == SignedStatement(b"note2", b"signature2")


ONE, TWO = "1" * 64, "2" * 64


def test_an_item_of_the_site_stands_in_the_place_of_everyones(store: Store) -> None:
    with store.write() as db:
        publications.insert_content(db, ONE, b"everyone")
        publications.insert_content(db, TWO, b"own")
        publications.replace_published_items(db, "", "sheet", {"a": ONE, "b": ONE})
        publications.replace_published_items(db, "SA", "sheet", {"b": TWO})
        assert [(item.name, item.content) for item in publications.select_published_items(db, "sheet")] == [
            ("a", b"everyone"),
            ("b", b"own"),
        ]
        assert publications.select_kinds_in_force(db, "SA") == {"sheet"}
        publications.replace_published_items(db, "SA", "sheet", {})
        publications.delete_unused_contents(db)
        assert (publications.read_content(db, ONE), publications.read_content(db, TWO)) == (b"everyone", None)
        assert publications.select_missing_hashes(db, [ONE, TWO]) == {TWO}


def test_the_newest_root_counts_and_a_list_takes_the_place_of_the_one_before(store: Store) -> None:
    authority, second = Authority(), Authority()
    with store.write() as db:
        for signed in (authority.root(), second.root(2, *authority.seeds)):
            publications.insert_root(db, documents.parse_document(Root, signed), signed, NOON)
        assert publications.read_newest_root(db) == second.root(2, *authority.seeds)
        publications.save_followed_list(db, "", 1, authority.list(1, {}), NOON)
        publications.save_followed_list(db, "", 2, authority.list(2, {}), NOON)
        assert publications.select_followed_lists(db) == [authority.list(2, {})]
        known = publications.read_known_list(db, "")
        assert known is not None
        assert (known.number, known.statement) == (2, authority.list(2, {}).statement)
        publications.delete_publications(db)
        assert (
            publications.read_newest_root(db),
            publications.select_followed_lists(db),
            publications.read_known_list(db, ""),
        ) == (None, [], None)


def test_how_far_the_hub_was_followed_and_what_was_not_taken(store: Store) -> None:
    with store.write() as db:
        publications.save_follow_progress(
            db, FollowProgress("e", 4, "older-publication", {"number": 3}, program="0.2.0"), NOON
        )
        publications.save_publication_faults(db, [KindFault("sheet", "faulty-publication", {"count": 2})])
    assert publications.read_follow_progress(store.read()) == FollowProgress(
        "e", 4, "older-publication", {"number": 3}, NOON, "0.2.0"
    )
    assert publications.select_publication_faults(store.read()) == [
        KindFault("sheet", "faulty-publication", {"count": 2})
    ]


HASH = "a" * 64


def test_a_read_message_is_kept_for_the_contents_that_were_read(store: Store) -> None:
    nadia = nadia_roux()
    with store.write() as db:
        people.insert_mediator(db, nadia, NOON)
        publications.insert_content(db, HASH, b"")
        publications.replace_published_items(db, "", "message", {"a": HASH})
        publications.insert_message_read(db, "a", HASH, nadia.id, NOON)
        publications.insert_message_read(db, "a", HASH, nadia.id, NOON)
        publications.delete_outdated_reads(db)
        assert publications.select_message_reads(db, nadia.id) == {("a", HASH)}
        publications.replace_published_items(db, "", "message", {})
        publications.delete_outdated_reads(db)
        assert publications.select_message_reads(db, nadia.id) == set()


def put(store: Store, *items: bytes) -> None:
    with store.write() as db:
        hashes = {f"{number}.json": hashlib.sha256(item).hexdigest() for number, item in enumerate(items)}
        for item in items:
            publications.insert_content(db, hashlib.sha256(item).hexdigest(), item)
        publications.replace_published_items(db, "", publications.KIND, hashes)


def test_what_is_revoked_is_told_by_its_sort_and_what_cannot_be_read_is_passed_over(store: Store) -> None:
    one = b'{"revokes": "%s", "id": "%s", "since": "2026-11-2%d", "why": {"fr": "a"}}'
    put(store, one % (b"procedure", b"census", 1), one % (b"key", b"f00d", 2), b'{"revokes": "moon"}')
    db = store.read()
    assert [revocation.id for revocation in publications.select_revocations(db)] == ["f00d", "census"]
    assert publications.select_withdrawn_procedures(db) == {"census"}
    assert {key: day.day for key, day in publications.select_revoked_keys(db).items()} == {"f00d": 22}
    put(store)
    assert publications.select_revocations(store.read()) == []


NOW = Clock().now()


def test_changes_stay_in_order_and_the_newest_counts(store: Store) -> None:
    with store.write() as db:
        for value in ("off", "on"):
            item = Content("setting", "speech.json", value * 3, "", b"")
            publications.insert_setting_change(db, "speech", value, item.sha256, item.scope, NOW)
        before = publications.select_newest_changes(db)["speech"]
        publications.insert_setting_change(db, "speech", before.value, "", before.scope, NOW)
    db = store.read()
    assert [(change.value, bool(change.sha256)) for change in publications.select_setting_changes(db)] == [
        ("off", True), ("on", True), ("on", False),
    ]  # fmt: skip
    assert not publications.select_newest_changes(db)["speech"].sha256
    assert publications.select_setting_changes(db)[0].at == NOW.replace(
        microsecond=publications.select_setting_changes(db)[0].at.microsecond
    )


def test_nothing_is_taken_back_at_first_and_following_again_then_changes_nothing(store: Store) -> None:
    with store.write() as db:
        publications.delete_setting_revert(db, "speech")
    assert publications.select_reverted_settings(store.read()) == set()
