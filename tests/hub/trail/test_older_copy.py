"""A hub whose database was put back notices it by the mark beside its keys, before it says anything to anybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import OperationalError

from hub.hub import Hub
from hub.keys import database_mark
from hub.keys.database_mark import Mark
from hub.keys.lineage import begin_new_epoch, epoch_of
from hub.opening import open_hub
from hub.store.schema import lineage
from hub.trail import older_copy
from hub.trail.audit import lines
from tests.hub.conftest import Watch
from tests.hub.samples import Box


def noticed(hub: Hub) -> int:
    return [line.action for line in lines(hub.store)].count("database-went-back")


def copied(hub: Hub) -> list[dict[str, Any]]:
    """What an older copy says of how far it has come."""
    with hub.store.reading() as connection:
        return [dict(row) for row in connection.execute(select(lineage)).mappings()]


def put_back(hub: Hub, copy: list[dict[str, Any]]) -> None:
    with hub.store.writing() as connection:
        connection.execute(delete(lineage))
        connection.execute(insert(lineage), copy)


@contextmanager
def opened_again(hub: Hub) -> Iterator[Hub]:
    again = open_hub(hub.settings, hub.clock)
    yield again
    again.store.engine.dispose()


def a_minute_later(app: Flask, box: Box) -> str:
    """Another worker, or this one a minute later: both beat at their next request."""
    for beats in (function for function in app.before_request_funcs[None] if function.__name__ == "look"):
        if isinstance(beats.__self__, older_copy.Beats):  # type: ignore[attr-defined]
            beats.__self__._last = -1e9  # type: ignore[attr-defined]
    return str(box.send()["epoch"])


def test_a_hub_that_was_not_put_back_keeps_its_epoch(app: Flask, hub: Hub, box: Box) -> None:
    first = epoch_of(hub.store)
    assert {a_minute_later(app, box) for _ in range(3)} == {first}
    with opened_again(hub) as again:
        assert (epoch_of(again.store), noticed(again)) == (first, 0)
    assert database_mark.read(hub.ring.folder) == Mark(1, first, 3)


def test_a_restored_copy_begins_a_new_epoch_at_its_start_once_for_all_workers(app: Flask, hub: Hub, box: Box) -> None:
    first, copy = epoch_of(hub.store), copied(hub)
    a_minute_later(app, box)
    put_back(hub, copy)
    with opened_again(hub) as again:
        second = epoch_of(again.store)
        assert (second != first, noticed(again)) == (True, 1)
    with opened_again(hub) as worker:
        assert (epoch_of(worker.store), noticed(worker)) == (second, 1)
    assert a_minute_later(app, box) == second


def test_a_standby_that_lacks_the_last_minute_is_noticed_while_the_hub_runs(app: Flask, hub: Hub, box: Box) -> None:
    """PostgreSQL fails over to a standby that did not follow: nobody stops the hub for it."""
    copy = copied(hub)
    first = a_minute_later(app, box)
    put_back(hub, copy)
    assert a_minute_later(app, box) != first
    assert noticed(hub) == 1


def test_a_copy_of_before_the_last_epoch_begins_one_that_no_box_has_known(app: Flask, hub: Hub, box: Box) -> None:
    copy = copied(hub)
    second = begin_new_epoch(hub.store, hub.clock)
    a_minute_later(app, box)
    put_back(hub, copy)
    with opened_again(hub) as again:
        assert epoch_of(again.store) not in (second, copy[0]["epoch"])
        assert copied(again)[-1]["number"] == 3


def test_an_operator_who_says_so_is_not_told_again(app: Flask, hub: Hub, box: Box) -> None:
    a_minute_later(app, box)
    said = begin_new_epoch(hub.store, hub.clock)
    with opened_again(hub) as again:
        assert (epoch_of(again.store), noticed(again)) == (said, 0)


def test_a_copy_with_its_marks_is_left_to_the_boxes(app: Flask, hub: Hub, box: Box) -> None:
    """As a snapshot of the whole machine: nothing here can know, and a box shows it (`test_went_back`)."""
    copy, first = copied(hub), a_minute_later(app, box)
    put_back(hub, copy)
    (hub.ring.folder / database_mark.FILE).unlink()
    with opened_again(hub) as again:
        assert (epoch_of(again.store), noticed(again)) == (first, 0)


def test_two_workers_that_notice_at_once_begin_one_epoch(hub: Hub) -> None:
    first = older_copy.begin_again(hub, 1, "")
    assert older_copy.begin_again(hub, 1, "SA") == first
    assert noticed(hub) == 1


def test_a_disk_that_takes_nothing_ends_no_request(
    app: Flask, hub: Hub, box: Box, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Hub) -> None:
        raise OperationalError("UPDATE lineage", {}, Exception("database or disk is full"))

    monkeypatch.setattr(older_copy, "_beat", full)
    assert a_minute_later(app, box) == epoch_of(hub.store)
    assert database_mark.read(hub.ring.folder) == Mark()
