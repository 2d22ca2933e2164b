"""What is revoked, as it lies in the database."""

import hashlib

from kiosk.store.database import Store
from kiosk.store.published import publications, revocations


def put(store: Store, *items: bytes) -> None:
    with store.write() as db:
        hashes = {f"{number}.json": hashlib.sha256(item).hexdigest() for number, item in enumerate(items)}
        for item in items:
            publications.keep_content(db, hashlib.sha256(item).hexdigest(), item)
        publications.put_in_force(db, "", revocations.KIND, hashes)


def test_what_is_revoked_is_told_by_its_sort_and_what_cannot_be_read_is_passed_over(store: Store) -> None:
    one = b'{"revokes": "%s", "id": "%s", "since": "2026-11-2%d", "why": {"fr": "a"}}'
    put(store, one % (b"procedure", b"census", 1), one % (b"key", b"f00d", 2), b'{"revokes": "moon"}')
    db = store.read()
    assert [revocation.id for revocation in revocations.every(db)] == ["f00d", "census"]
    assert revocations.withdrawn(db) == {"census"}
    assert {key: day.day for key, day in revocations.revoked_keys(db).items()} == {"f00d": 22}
    put(store)
    assert revocations.every(store.read()) == []
