"""What the hub says of cases."""

from typing import Any

from kiosk.store import updates
from kiosk.store.database import Store
from tests.store.conftest import NOON, later


def an_update(cursor: int, reference: str = "SA1001K", **more: Any) -> dict[str, Any]:
    return {
        "cursor": cursor, "id": f"u{cursor}", "reference": reference, "kind": "state", "state": "in_progress",
        "message": "Nous regardons votre dossier.", "at": "2026-11-24T13:00:00+00:00", "by": "État civil", **more,
    }  # fmt: skip


def keep(store: Store, *said: dict[str, Any]) -> None:
    with store.write() as db:
        for each in said:
            updates.add(db, each, NOON)


def test_an_update_is_kept_as_it_came(store: Store) -> None:
    accuse = an_update(3, kind="accuse", accuse={"service": "État civil"})
    keep(store, an_update(1), an_update(2, "SA1002K"), accuse)
    assert updates.of(store.read(), "SA1001K") == [an_update(1), accuse]
    assert updates.of(store.read(), "SA1009K") == []


def test_the_same_update_again_changes_nothing(store: Store) -> None:
    keep(store, an_update(1))
    keep(store, an_update(1, message="Autre chose"))
    assert updates.of(store.read(), "SA1001K") == [an_update(1)]


def test_the_hub_is_asked_after_the_last_cursor(store: Store) -> None:
    assert updates.cursor(store.read()) == 0
    keep(store, an_update(7), an_update(9, "SA1002K"), an_update(8))
    assert updates.cursor(store.read()) == 9


def test_what_the_desk_has_opened_is_no_news(store: Store) -> None:
    keep(store, an_update(1), an_update(2, "SA1002K"), an_update(3))
    assert [each["cursor"] for each in updates.unseen(store.read())] == [3, 2, 1]
    assert [each["cursor"] for each in updates.unseen(store.read(), limit=1)] == [3]
    with store.write() as db:
        updates.see(db, "SA1001K", later(1))
    assert [each["cursor"] for each in updates.unseen(store.read())] == [2]
    assert updates.has_unseen(store.read(), "SA1002K")
    assert not updates.has_unseen(store.read(), "SA1001K")
