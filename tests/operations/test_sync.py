"""One exchange with the hub, asked for by a command."""

import pytest

from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.operations import enrol, sync
from kiosk.operations.operation import Nothing, Running
from kiosk.services.box.box import Box
from kiosk.services.loops.sync_loop import Talk
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.operations.conftest import Site
from tests.services.conftest import opened


def test_without_a_hub_it_says_why_not(site: Site) -> None:
    with pytest.raises(Unreachable) as unreachable:
        site.ask(sync.talk, Nothing())
    assert (unreachable.value.code, unreachable.value.details) == (LineFault.NO_HUB, {})


def test_what_is_due_arrives(site: Site, central: Central) -> None:
    site.ask(enrol.enroll, enrol.Invitation(central.url, central.code))
    with site.box() as box:
        reference = submitted(box).reference
    assert site.ask(sync.talk, Nothing()) == Talk(acknowledged=1)
    assert opened(central) == [reference]
    if site.served is not None:
        assert site.served.enrolment() is not None, "the running box itself was enrolled"


def test_a_running_application_lets_its_own_loop_talk(box: Box) -> None:
    """Never two exchanges at a time, and the screens know how the line is."""
    done = Talk(acknowledged=3)
    assert sync.talk.run(box, Nothing(), Running(lambda: done, lambda: None)) is done
