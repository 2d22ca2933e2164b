"""What has had its time is destroyed by a command."""

from datetime import timedelta

from kiosk.clock import stamp
from kiosk.operations import retention
from kiosk.operations.operation import Nothing
from kiosk.operations.retention import Destroyed
from tests.gallery.site.gestures import answered
from tests.operations.conftest import Site


def test_a_draft_of_long_ago_is_destroyed(site: Site) -> None:
    assert site.ask(retention.expire, Nothing()) == Destroyed(0, waits=False)
    with site.box() as box:
        case_id = answered(box)
        with box.store.write() as db:
            long_ago = stamp(box.clock.now() - timedelta(days=400))
            db.execute("UPDATE cases SET changed_at = ? WHERE id = ?", (long_ago, case_id))
    assert site.ask(retention.expire, Nothing()) == Destroyed(1, waits=False)
    assert site.ask(retention.expire, Nothing()) == Destroyed(0, waits=False)
