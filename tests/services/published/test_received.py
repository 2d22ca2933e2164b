"""What was published of the settings, as a supervisor reads it."""

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.published import received
from tests.gallery.site.authority import Authority
from tests.gallery.site.cast import a_mediator, at_work
from tests.gallery.site.taking import taken
from tests.services.conftest import fault_of
from tests.services.published.kinds.test_setting import setting


def states(box: Box) -> dict[str, str]:
    return {row.published.setting: row.state for row in received.every(box)}


def test_each_setting_says_whether_it_counts_and_why_not(box: Box, nadia: Actor) -> None:
    files = setting("speech", "off") | setting("retention_days", 31) | setting("lock_minutes", 10)
    taken(box, Authority(), 2, files | setting("terminal_idle_minutes", 1))
    assert states(box) == {
        "speech": "at-next-start", "retention_days": "longer", "lock_minutes": "in-force",
        "terminal_idle_minutes": "too-short",
    }  # fmt: skip
    received.keep_own(box, "speech", nadia)
    (speech,) = [row for row in received.every(box) if row.published.setting == "speech"]
    assert (speech.state, speech.taken_back, speech.own, speech.list_number) == ("kept", True, "on", 2)
    received.follow_again(box, "speech", nadia)
    assert states(box)["speech"] == "at-next-start"


def test_only_a_supervisor_of_the_desk_takes_back_and_only_what_the_town_hall_owns(box: Box, nadia: Actor) -> None:
    omar = at_work(box, a_mediator("omar", "Omar Haddad", "b"), "desk", supervisor=False)
    assert (received.decides(box.store.read(), nadia), received.decides(box.store.read(), omar)) == (True, False)
    with pytest.raises(Refused) as refused:
        received.keep_own(box, "speech", omar)
    assert fault_of(refused) == Refusal.NOT_SUPERVISOR
    for name in ("retention_days", "host", "nothing"):
        with pytest.raises(Refused) as refused:
            received.keep_own(box, name, nadia)
        assert fault_of(refused) == Refusal.SETTING_NOT_OURS
