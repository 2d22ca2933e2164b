"""Room is set aside while there is some, and given up when the disk is nearly full: what was begun can be finished."""

import shutil
from pathlib import Path

import pytest

from kiosk.services.box.box import Box
from kiosk.store import reserve
from kiosk.store.reserve import Reserve
from kiosk.store.upkeep import backups


def with_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """The disk of everything says that so many bytes are free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))


def test_the_room_is_really_taken_and_given_back(tmp_path: Path) -> None:
    kept = Reserve(tmp_path / "reserve")
    assert not kept.stands and kept.make() and kept.make()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= reserve.BYTES * 0.97
    assert Reserve(tmp_path / "reserve").stands, "it outlives the process"
    kept.give_up()
    assert not kept.stands and list(tmp_path.iterdir()) == []


def test_it_is_given_up_when_the_disk_is_nearly_full_and_not_made_on_such_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Reserve(tmp_path / "reserve")
    kept.make()
    with_free(monkeypatch, reserve.LEAST_BYTES)
    kept.make_room()
    assert kept.stands
    with_free(monkeypatch, reserve.LEAST_BYTES - 1)
    kept.make_room()
    assert not kept.stands
    with_free(monkeypatch, reserve.BYTES)
    assert not kept.make(), "it would fill the disk itself"


def test_a_write_gives_it_up_first(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    box.store.reserve.make()
    with_free(monkeypatch, 1)
    with box.store.write() as db:
        backups.note(db, box.clock.now(), "here", "")
    assert not box.store.reserve.stands
