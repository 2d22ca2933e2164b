"""Joined files go in chunks, after the events."""

from contextlib import closing

import pytest

from hub.files import kept_file
from hub.files.opened_file import read_file
from kiosk.services.box.box import Box
from kiosk.services.box.hub_line import FilesOnTheWay
from kiosk.services.exchange import file_transfers
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.events import file_transfers as store
from kiosk.store.people.people import Mediator
from tests.gallery.site.cast import at_work
from tests.gallery.site.central import Central as RealCentral
from tests.gallery.site.strange_files import plain_pdf, saved
from tests.services.exchange.test_file_transfers import linked, real_central, submitted

__all__ = ["linked", "real_central"]


def test_it_goes_in_chunks_and_the_desk_is_told_how_far_it_is(
    linked: Box, nadias: Mediator, real_central: RealCentral
) -> None:
    nadia = at_work(linked, nadias)
    case_id, name = submitted(linked, nadia, saved(plain_pdf("Bonjour", pages=2)))
    with closing(hub_of(linked)) as line:
        talk(linked, line)
        with linked.store.write() as db:
            store.send_again(db)
        assert file_transfers.send(linked, line, seconds=0) == file_transfers.FilesSent(0, True), "no time for it"
        assert file_transfers.send(linked, line).confirmed == 1
    objects = list(real_central.hub.objects.below(kept_file.folder_of(name)))
    assert [len(item.name.rpartition("/")[2]) for item in objects] == [64]
    assert linked.hub_line.files == FilesOnTheWay(), "nothing is left"
    assert read_file(real_central.hub, case_id, name)


def test_events_go_before_what_is_left_of_a_file(
    linked: Box, nadias: Mediator, real_central: RealCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = at_work(linked, nadias)
    submitted(linked, nadia)
    monkeypatch.setattr(file_transfers.send, "__defaults__", (0.0,))
    with closing(hub_of(linked)) as line:
        first = talk(linked, line)
        assert (first.files, first.more) == (0, True), "it goes on at once"
        later, _ = submitted(linked, nadia)
        assert talk(linked, line).acknowledged == 1 and store.waiting(linked.store.read(), later) == 1
