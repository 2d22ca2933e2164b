"""Roots, lists, items, revocations and changes as they are kept."""

import hashlib

from kiosk.clock import Clock
from kiosk.domain.published import documents
from kiosk.domain.published.documents import Root
from kiosk.store import people, publications
from kiosk.store.database import Store
from kiosk.store.publications import Content, FollowProgress, KindFault
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import nadia_roux
from tests.store.conftest import NOON

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
