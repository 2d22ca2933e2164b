"""What the hub says of cases; its words are sealed before they come here."""

from typing import Any

from msgspec.structs import replace

from kiosk.store.database import Store
from kiosk.store.events import updates
from kiosk.store.events.updates import NewUpdate
from tests.store.conftest import NOON, later


def an_update(cursor: int, reference: str = "SA1001K", **more: Any) -> NewUpdate:
    update = NewUpdate(
        f"u{cursor}",
        "e1",
        cursor,
        reference,
        "state",
        "in_progress",
        "2026-11-24T13:00:00+00:00",
        "etat-civil",
        b"sealed",
    )
    return replace(update, **more)


def keep(store: Store, *said: NewUpdate) -> None:
    with store.write() as db:
        for item in said:
            updates.add(db, item, NOON)


def bodies(store: Store) -> list[bytes]:
    return [update.body for update in updates.of(store.read(), "SA1001K")]


def test_an_update_is_kept_in_the_order_it_came(store: Store) -> None:
    keep(store, an_update(3), an_update(2, "SA1002W"), an_update(1, kind="accuse", state="received"))
    updates_read = updates.of(store.read(), "SA1001K")
    assert [(row.id, row.kind, row.state) for row in updates_read] == [
        ("u3", "state", "in_progress"), ("u1", "accuse", "received"),
    ]  # fmt: skip
    assert (updates_read[0].service_id, updates_read[0].body, updates_read[0].received_at) == (
        "etat-civil",
        b"sealed",
        NOON,
    )
    assert updates.get(store.read(), "u3") == updates_read[0]
    assert updates.get(store.read(), "u9") is None
    assert updates.of(store.read(), "SA1009K") == []


def test_the_same_update_again_changes_nothing_but_where_the_hub_is_asked_on(store: Store) -> None:
    keep(store, an_update(1))
    keep(store, replace(an_update(1, state="accepted"), cursor=7, epoch="e2", body=b"other words"))
    (updates_read,) = updates.of(store.read(), "SA1001K")
    assert (updates_read.state, updates_read.body) == ("in_progress", b"sealed")
    assert updates.cursor(store.read(), "e2") == 7


def test_the_hub_is_asked_after_the_last_cursor_and_a_restored_one_from_the_start(store: Store) -> None:
    assert updates.cursor(store.read(), "e1") == 0
    keep(store, an_update(7), an_update(9, "SA1002W"), an_update(8))
    assert updates.cursor(store.read(), "e1") == 9
    assert updates.cursor(store.read(), "e2") == 0


def test_what_the_desk_was_shown_keeps_the_first_moment(store: Store) -> None:
    keep(store, an_update(1), an_update(2))
    with store.write() as db:
        updates.see(db, ("u1",), later(1))
        updates.see(db, ("u1",), later(2))
    assert [row.seen_at for row in updates.of(store.read(), "SA1001K")] == [later(1), None]


def test_words_that_were_read_long_ago_go_and_that_there_were_some_stays(store: Store) -> None:
    keep(store, an_update(1))
    with store.write() as db:
        assert updates.forget_seen(db, later(9)) == 0, "nobody has read them"
        updates.see(db, ("u1",), later(1))
        updates.see(db, ("u1",), later(8))
        assert updates.forget_seen(db, later(1)) == 0
        assert updates.forget_seen(db, later(2)) == 1
        assert updates.forget_seen(db, later(2)) == 0
    assert bodies(store) == [b""]
    assert updates.of(store.read(), "SA1001K")[0].state == "in_progress"


def test_what_the_hub_had_said_of_a_case_before_it_was_to_be_erased_goes_read_or_not(store: Store) -> None:
    keep(store, an_update(1), an_update(2, "SA1002W"), an_update(3))
    with store.write() as db:
        updates.forget(db, "SA1001K", NOON)
    assert bodies(store) == [b"sealed", b"sealed"], "what came since is the answer to that"
    with store.write() as db:
        updates.forget(db, "SA1001K", later(1))
    assert bodies(store) == [b"", b""]
    assert [update.body for update in updates.of(store.read(), "SA1002W")] == [b"sealed"]
