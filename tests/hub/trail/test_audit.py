"""The trail: every line chained to the one before; old lines go, and an older copy is noticed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from hub import opening
from hub.decisions.decisions import DraftDecision, decide_case
from hub.hub import Hub
from hub.opening import DatabaseMark, begin_new_epoch, epoch_of, open_hub
from hub.people.people import Staff
from hub.store.schema import audit_checkpoint, lineage
from hub.trail import AuditAction, append_audit_line, list_audit_lines, purge_audit_trail, verify_audit_trail
from kiosk.domain.trail.hash_chain import GENESIS, ChainHead
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, noticed
from tests.hub.samples import Box, query_rows


def test_lines_written_at_once_are_one_chain(hub: Hub) -> None:
    assert verify_audit_trail(hub) == ChainHead(0, GENESIS)
    assert list_audit_lines(hub.store) == []
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: append_audit_line(hub, AuditAction.OPENED, reference=f"SA{number}"), range(40)))
    assert verify_audit_trail(hub).count == 40
    assert [line.number for line in list_audit_lines(hub.store)] == list(range(40, 0, -1))
    assert [line.number for line in list_audit_lines(hub.store, before=3)] == [2, 1]


def test_the_engine_itself_refuses_a_change(hub: Hub) -> None:
    append_audit_line(hub, AuditAction.OPENED, reference="SA1")
    for gesture in ("UPDATE audit SET line = ''", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"), hub.store.writing() as connection:
            connection.execute(text(gesture))
    assert verify_audit_trail(hub).count == 1


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit SET line = replace(line, 'SA2', 'SA9') WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit SET number = 7 WHERE number = 2",
        "UPDATE audit SET hash = (SELECT hash FROM audit WHERE number = 1) WHERE number = 2",
    ],
)
def test_whoever_goes_around_the_engine_is_found_out(hub: Hub, forgery: str) -> None:
    for number in (1, 2, 3):
        append_audit_line(hub, AuditAction.OPENED, reference=f"SA{number}")
    _forge(hub, forgery)
    with pytest.raises(Refused, match=r"audit-broken.*number=2"):
        verify_audit_trail(hub)


def test_a_trail_cut_short_is_found_by_what_was_noted_elsewhere(hub: Hub) -> None:
    for number in (1, 2, 3):
        append_audit_line(hub, AuditAction.OPENED, reference=f"SA{number}")
    verified = verify_audit_trail(hub)
    noted = f"{verified.count}:{verified.head}"
    append_audit_line(hub, AuditAction.OPENED, reference="SA4")
    assert verify_audit_trail(hub, noted).count == 4
    _forge(hub, "DELETE FROM audit WHERE number > 2")
    assert verify_audit_trail(hub).count == 2
    with pytest.raises(Refused, match="audit-shortened"):
        verify_audit_trail(hub, noted)


def test_what_people_do_is_written_down_and_nothing_of_the_case(hub: Hub, instructor: Browser, box: Box) -> None:
    case = box.send_case()
    asked = {"message": "Il manque le livret de Benali.", "papers_by": in_a_month(hub)}
    instructor.decide(case["reference"], "incomplete", **asked)
    instructor.fill("/deconnexion")
    instructor.sign_in("paul", "une phrase fausse").sign_in("paul", PASSPHRASE)
    pairs = [(line.action, line.reference) for line in reversed(list_audit_lines(hub.store))]
    mine = case["reference"]
    assert pairs == [
        ("opened", mine), ("decided", mine), ("opened", mine), ("signed-out", ""), ("wrong-passphrase", ""),
        ("signed-in", ""),
    ]  # fmt: skip
    assert "Benali" not in str(list_audit_lines(hub.store))


def test_a_decision_that_is_not_kept_leaves_no_line(hub: Hub, paul: Staff, box: Box) -> None:
    case = box.send_case()
    decide_case(hub, paul, case["reference"], DraftDecision("in_progress", "", 0))
    decide_case(hub, paul, case["reference"], DraftDecision("in_progress", "", 0))  # a double tap
    with pytest.raises(Refused):
        decide_case(hub, paul, case["reference"], DraftDecision("refused", "", 1))
    assert [line.action for line in list_audit_lines(hub.store)] == ["decided"]


def _forge(hub: Hub, change: str) -> None:
    """As somebody who owns the database would."""
    with hub.store.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
            connection.execute(text(change))
            return
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
        connection.execute(text(change))
        connection.execute(text("ALTER TABLE audit ENABLE TRIGGER audit_append_only"))


def _lived(hub: Hub, watch: Watch) -> str:
    """Three lines of last year, two of today; returns what was noted after the first two."""
    for number in (1, 2):
        append_audit_line(hub, AuditAction.OPENED, reference=f"SA{number}")
    verified = verify_audit_trail(hub)
    append_audit_line(hub, AuditAction.OPENED, reference="SA3")
    watch.ahead.append(timedelta(days=366))
    for number in (4, 5):
        append_audit_line(hub, AuditAction.OPENED, reference=f"SA{number}")
    return f"{verified.count}:{verified.head}"


def test_lines_of_more_than_twelve_months_go_and_the_chain_is_whole(hub: Hub, watch: Watch) -> None:
    noted = _lived(hub, watch)
    before = verify_audit_trail(hub)
    assert purge_audit_trail(hub) == 3 and purge_audit_trail(hub) == 0
    assert verify_audit_trail(hub) == before == verify_audit_trail(hub, noted)
    assert [line.number for line in list_audit_lines(hub.store)] == [5, 4]
    append_audit_line(hub, AuditAction.OPENED, reference="SA6")
    assert verify_audit_trail(hub, f"{before.count}:{before.head}").count == 6
    with pytest.raises(Refused, match="audit-shortened"):
        verify_audit_trail(hub, "9:" + "0" * 64)


def test_a_trail_that_is_purged_whole_goes_on_where_it_was(hub: Hub, watch: Watch) -> None:
    append_audit_line(hub, AuditAction.OPENED, reference="SA1")
    watch.ahead.append(timedelta(days=366))
    assert purge_audit_trail(hub) == 1 and verify_audit_trail(hub).count == 1
    append_audit_line(hub, AuditAction.OPENED, reference="SA2")
    assert verify_audit_trail(hub).count == 2


def test_a_checkpoint_that_the_hub_did_not_sign_hides_nothing(hub: Hub, watch: Watch) -> None:
    _lived(hub, watch)
    row = {"number": 4, "hash": "0" * 64, "at": hub.clock.now(), "signature": "0" * 128}
    with hub.store.writing() as connection:
        connection.execute(audit_checkpoint.insert().values(row))
        connection.execute(text("DELETE FROM audit WHERE number <= 4"))
    with pytest.raises(Refused, match=r"audit-broken.*number=4"):
        verify_audit_trail(hub)


def copied(hub: Hub) -> list[dict[str, Any]]:
    """What an older copy says of how far it has come."""
    return [dict(row) for row in query_rows(hub, select(lineage)).mappings()]


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
        if isinstance(beats.__self__, opening.Beats):  # type: ignore[attr-defined]
            beats.__self__._last = -1e9  # type: ignore[attr-defined]
    return str(box.send()["epoch"])


def test_a_hub_that_was_not_put_back_keeps_its_epoch(app: Flask, hub: Hub, box: Box) -> None:
    first = epoch_of(hub.store)
    assert {a_minute_later(app, box) for _ in range(3)} == {first}
    with opened_again(hub) as again:
        assert (epoch_of(again.store), noticed(again)) == (first, 0)
    assert opening.read_database_mark(hub.ring.folder) == DatabaseMark(1, first, 3)


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
    """As a snapshot of the whole machine: nothing here can know, and a box shows it (`test_hub_put_back`)."""
    copy, first = copied(hub), a_minute_later(app, box)
    put_back(hub, copy)
    (hub.ring.folder / opening.MARK_FILE).unlink()
    with opened_again(hub) as again:
        assert (epoch_of(again.store), noticed(again)) == (first, 0)


def test_two_workers_that_notice_at_once_begin_one_epoch(hub: Hub) -> None:
    first = opening.begin_epoch_after_copy(hub, 1, "")
    assert opening.begin_epoch_after_copy(hub, 1, "SA") == first
    assert noticed(hub) == 1


def test_a_disk_that_takes_nothing_ends_no_request(
    app: Flask, hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Hub) -> None:
        raise OperationalError("UPDATE lineage", {}, Exception("database or disk is full"))

    monkeypatch.setattr(opening, "beat", full)
    assert a_minute_later(app, box) == epoch_of(hub.store)
    assert opening.read_database_mark(hub.ring.folder) == DatabaseMark()
