"""What the hub says of itself: believed where it is signed."""

from kiosk.services.box.box import Box
from kiosk.services.exchange import hear_hub
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import submitted
from tests.services.conftest import reached_at


def test_another_epoch_is_told_at_the_desk_for_a_week(linked: Box, watch: Watch) -> None:
    submitted(linked)
    talk(linked, hub_of(linked))
    reached_at(linked, epoch="of before the copy")
    talk(linked, hub_of(linked))
    assert hear_hub.went_back(linked)
    watch.wait(hear_hub.TOLD_FOR)
    assert not hear_hub.went_back(linked)
