"""Files end with their case, keys at once and objects after it; what no file speaks of is swept, and nothing else."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub import retention
from hub.files import kept_file, listed_file
from hub.hub import Hub
from hub.objects import Folder
from hub.store.schema import chunked_file, dead_file
from tests.hub.conftest import Watch
from tests.hub.files.sending import NAME, Sender, listing
from tests.hub.samples import Box, erase_case, query_rows

LOST = "0" * 32


@pytest.fixture
def sender(client: FlaskClient, hub: Hub, box: Box) -> Sender:
    event = listing(box)
    box.send(event)
    return Sender(client, hub, box, event)


def objects_of(hub: Hub, file_id: str = NAME) -> list[str]:
    return [item.name for item in hub.objects.below(kept_file.folder_of(file_id))]


def rows(hub: Hub, table: Any) -> int:
    return int(query_rows(hub, select(func.count()).select_from(table)).scalar_one())


def erased(hub: Hub, sender: Sender) -> None:
    erase_case(hub, sender.event["stream"], retention.ASKED)


def test_an_erased_case_takes_keys_and_objects_of_its_files(hub: Hub, sender: Sender) -> None:
    assert sender.all().signed and objects_of(hub)
    erased(hub, sender)
    assert rows(hub, chunked_file) == 0, "the key of the file is gone with the transaction"
    assert listed_file.bury(hub) == 1 and objects_of(hub) == [] and rows(hub, dead_file) == 0
    assert listed_file.bury(hub) == 0


def test_a_store_that_is_away_while_a_case_is_erased_loses_its_objects_the_next_day(
    hub: Hub, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.all()
    erased(hub, sender)

    def away(*_: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(Folder, "delete", away)
    assert listed_file.bury(hub) == 0 and objects_of(hub)
    monkeypatch.undo()
    retention.run_upkeep(hub)
    assert objects_of(hub) == [] and rows(hub, dead_file) == 0


def test_a_file_whose_box_fell_silent_is_given_up_after_days_and_may_come_again(
    hub: Hub, sender: Sender, watch: Watch
) -> None:
    sender.ask()
    sender.chunk(0, body=sender.chunks[0][:100])
    watch.ahead.append(timedelta(days=13))
    assert listed_file.sweep(hub) == 0 and objects_of(hub)
    watch.ahead.append(timedelta(days=2))
    assert listed_file.sweep(hub) == 1 and objects_of(hub) == [] and rows(hub, chunked_file) == 0
    assert sender.all().signed


def test_a_file_that_is_whole_is_never_swept(hub: Hub, sender: Sender, watch: Watch) -> None:
    sender.all()
    watch.ahead.append(timedelta(days=400))
    for _ in range(16):
        watch.ahead.append(timedelta(days=1))
        assert listed_file.sweep(hub) == 0
    assert objects_of(hub) and sender.ask().signed


def test_objects_that_no_file_speaks_of_are_swept_once_they_are_old(hub: Hub, watch: Watch) -> None:
    hub.objects.put(f"{kept_file.folder_of(LOST)}{'1' * 64}", b"x")
    day = timedelta(days=1)
    for _ in range(16):
        assert listed_file.sweep(hub) == 0, "it is young by the disk's clock"
        watch.ahead.append(day)
    path = Path(hub.objects.where) / kept_file.folder_of(LOST) / ("1" * 64)
    os.utime(path, (0, 0))
    swept = 0
    for _ in range(16):
        watch.ahead.append(day)
        swept += listed_file.sweep(hub)
    assert swept == 1 and objects_of(hub, LOST) == []


def test_nothing_is_swept_in_the_store_of_another_hub(hub: Hub, watch: Watch) -> None:
    hub.objects.put(listed_file.OWNER, b"another")
    hub.objects.put(f"{kept_file.folder_of(LOST)}{'1' * 64}", b"x")
    os.utime(Path(hub.objects.where) / kept_file.folder_of(LOST) / ("1" * 64), (0, 0))
    for _ in range(16):
        watch.ahead.append(timedelta(days=1))
        assert listed_file.sweep(hub) == 0
    assert objects_of(hub, LOST) and not listed_file.is_ours(hub)
