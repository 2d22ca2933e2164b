"""Old lines of the trail go, and the hub signs for where the rest begins."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from hub.hub import Hub
from hub.store.schema import audit_checkpoint
from hub.trail.audit import lines, note, verify
from hub.trail.audit_action import AuditAction
from hub.trail.checkpoints import purge
from kiosk.errors import Refused
from tests.hub.conftest import Watch


def _lived(hub: Hub, watch: Watch) -> str:
    """Three lines of last year, two of today; returns what was noted after the first two."""
    for number in (1, 2):
        note(hub, AuditAction.OPENED, reference=f"SA{number}")
    verified = verify(hub)
    note(hub, AuditAction.OPENED, reference="SA3")
    watch.ahead.append(timedelta(days=366))
    for number in (4, 5):
        note(hub, AuditAction.OPENED, reference=f"SA{number}")
    return f"{verified.count}:{verified.head}"


def test_lines_of_more_than_twelve_months_go_and_the_chain_is_whole(hub: Hub, watch: Watch) -> None:
    noted = _lived(hub, watch)
    before = verify(hub)
    assert purge(hub) == 3 and purge(hub) == 0
    assert verify(hub) == before == verify(hub, noted)
    assert [line.number for line in lines(hub.store)] == [5, 4]
    note(hub, AuditAction.OPENED, reference="SA6")
    assert verify(hub, f"{before.count}:{before.head}").count == 6
    with pytest.raises(Refused, match="audit-shortened"):
        verify(hub, "9:" + "0" * 64)


def test_a_trail_that_is_purged_whole_goes_on_where_it_was(hub: Hub, watch: Watch) -> None:
    note(hub, AuditAction.OPENED, reference="SA1")
    watch.ahead.append(timedelta(days=366))
    assert purge(hub) == 1 and verify(hub).count == 1
    note(hub, AuditAction.OPENED, reference="SA2")
    assert verify(hub).count == 2


def test_a_checkpoint_that_the_hub_did_not_sign_hides_nothing(hub: Hub, watch: Watch) -> None:
    _lived(hub, watch)
    row = {"number": 4, "hash": "0" * 64, "at": hub.clock.now(), "signature": "0" * 128}
    with hub.store.writing() as connection:
        connection.execute(audit_checkpoint.insert().values(row))
        connection.execute(text("DELETE FROM audit WHERE number <= 4"))
    with pytest.raises(Refused, match=r"audit-broken.*number=4"):
        verify(hub)
