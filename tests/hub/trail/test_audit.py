"""The trail: every line chained to the one before, appended and never changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from hub.trail.audit import lines, note, verify
from hub.trail.audit_action import AuditAction
from kiosk.domain.trail.hash_chain import GENESIS, Head
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE
from tests.hub.samples import Box


def test_an_empty_trail_is_whole(hub: Hub) -> None:
    assert verify(hub) == Head(0, GENESIS)
    assert lines(hub.store) == []


def test_lines_written_at_once_are_one_chain(hub: Hub) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: note(hub, AuditAction.OPENED, reference=f"SA{number}"), range(40)))
    assert verify(hub).count == 40
    assert [line.number for line in lines(hub.store)] == list(range(40, 0, -1))
    assert [line.number for line in lines(hub.store, before=3)] == [2, 1]


def test_the_engine_itself_refuses_a_change(hub: Hub) -> None:
    note(hub, AuditAction.OPENED, reference="SA1")
    for gesture in ("UPDATE audit SET line = ''", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"), hub.store.writing() as connection:
            connection.execute(text(gesture))
    assert verify(hub).count == 1


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
        note(hub, AuditAction.OPENED, reference=f"SA{number}")
    _forge(hub, forgery)
    with pytest.raises(Refused, match=r"audit-broken.*number=2"):
        verify(hub)


def test_a_trail_cut_short_is_found_by_what_was_noted_elsewhere(hub: Hub) -> None:
    for number in (1, 2, 3):
        note(hub, AuditAction.OPENED, reference=f"SA{number}")
    verified = verify(hub)
    noted = f"{verified.count}:{verified.head}"
    note(hub, AuditAction.OPENED, reference="SA4")
    assert verify(hub, noted).count == 4
    _forge(hub, "DELETE FROM audit WHERE number > 2")
    assert verify(hub).count == 2
    with pytest.raises(Refused, match="audit-shortened"):
        verify(hub, noted)


def test_what_people_do_is_written_down_and_nothing_of_the_case(hub: Hub, instructor: Browser, box: Box) -> None:
    case = box.submitted()
    box.send(case)
    asked = {"message": "Il manque le livret de Benali.", "papers_by": in_a_month(hub)}
    instructor.decide(case["reference"], "incomplete", **asked)
    instructor.fill("/deconnexion")
    instructor.sign_in("paul", "une phrase fausse").sign_in("paul", PASSPHRASE)
    pairs = [(line.action, line.reference) for line in reversed(lines(hub.store))]
    mine = case["reference"]
    assert pairs == [
        ("opened", mine), ("decided", mine), ("opened", mine), ("signed-out", ""), ("wrong-passphrase", ""),
        ("signed-in", ""),
    ]  # fmt: skip
    assert "Benali" not in str(lines(hub.store))


def test_a_decision_that_is_not_kept_leaves_no_line(hub: Hub, paul: Staff, box: Box) -> None:
    case = box.submitted()
    box.send(case)
    decide(hub, paul, case["reference"], "in_progress", "", 0)
    decide(hub, paul, case["reference"], "in_progress", "", 0)  # a double tap
    with pytest.raises(Refused):
        decide(hub, paul, case["reference"], "refused", "", 1)
    assert [line.action for line in lines(hub.store)] == ["decided"]


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
