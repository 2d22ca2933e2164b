"""A box whose signing key was replaced does not go on as if nothing had happened."""

import pytest

from kiosk.crypto import keys
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.gestures import submitted
from tests.services.conftest import fault_of


def test_another_key_than_the_one_that_signed_the_receipts_is_refused_and_the_right_one_goes_on(
    settings: Settings, watch: Watch
) -> None:
    """The hub would refuse each event (`bad-signature`), and each receipt would be a forgery."""
    box = open_box(settings, watch)
    set_up(box)
    submitted(box)
    box.store.close()
    path = settings.paths.site_key
    right = path.read_bytes()
    path.unlink()
    keys.write_secret(path, keys.new_signing_key())
    with pytest.raises(Refused) as refused:
        open_box(settings, watch)
    assert fault_of(refused) == Refusal.DAMAGED_SECRET
    assert refused.value.details["path"] == str(path)
    path.write_bytes(right)
    again = open_box(settings, watch)
    assert submitted(again).reference == "SA1002E"
    again.store.close()


def test_a_box_that_has_signed_nothing_yet_opens(settings: Settings, watch: Watch) -> None:
    open_box(settings, watch).store.close()
    open_box(settings, watch).store.close()
