"""A disk that fills is told at the desk days before; once it is short, what was begun is finished, nothing begins."""

import shutil
from datetime import timedelta

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.drafts import submit_case
from kiosk.services.upkeep import disk, doctor
from kiosk.store import reserve
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import BY_TOUCH, answered, helped
from tests.gallery.site.page import Browser

GB = 1_000_000_000


class Disk:
    """The free bytes that the disk of everything has."""

    free = 9 * GB


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> type[Disk]:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk)
    monkeypatch.setattr(Disk, "free", 9 * GB)
    return Disk


def test_the_days_are_counted_from_what_each_day_took(box: Box, watch: Watch, room: type[Disk]) -> None:
    for _ in range(5):
        disk.look_after(box)
        watch.wait(timedelta(days=1))
        room.free -= GB
    assert disk.room(box) == disk.DiskRoom(4 * GB, 5, False)
    assert disk.room(box).is_to_tell
    found = next(finding for finding in doctor.examine(box) if finding.code == "space")
    assert (found.reason, found.detail) == ("disk-soon", "4000 MB, 5 d")


def test_what_was_begun_is_finished_and_nothing_new_begins(box: Box, room: type[Disk]) -> None:
    disk.look_after(box)
    assert box.store.reserve.stands
    begun = answered(box)
    room.free = reserve.LEAST_BYTES - 1  # another program fills the disk
    submitted = submit_case.submit(box, begun, helped(box), BY_TOUCH)
    assert submitted.reference and not box.store.reserve.stands
    assert disk.room(box).is_short
    with pytest.raises(Refused, match="disk-short"):
        answered(box)
    room.free = 9 * GB
    disk.look_after(box)
    assert box.store.reserve.stands and not disk.room(box).is_short
    assert answered(box)


def test_the_desk_says_it_and_what_to_do(desk: Browser, room: type[Disk]) -> None:
    assert "disque" not in desk.get("/desk").text
    room.free = 1
    page = desk.get("/desk")
    assert "Le disque de ce poste est presque plein" in page.text
    assert "peuvent être terminées" in page.text
    begun = desk.get("/procedures/birth-certificate")
    refused = desk.send(begun.form("begin"))
    assert "Rien de nouveau ne peut commencer" in refused.text
