"""A wish is read with the key of its case alone, and goes when it ends or the case is destroyed."""

import pytest

from kiosk.domain.notices.wish import Wish
from kiosk.errors import Unreadable
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import wished_notices
from tests.gallery.site.gestures import answered

WISH = Wish(email="awa@example.org", call="+33612345678", message=True)


def test_it_is_read_with_the_key_of_its_case_alone(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    key = open_case(box, case_id, nadia).key
    with box.store.write() as db:
        wished_notices.keep(db, case_id, WISH, key)
        assert wished_notices.of(db, case_id, key) == WISH
        with pytest.raises(Unreadable):
            wished_notices.of(db, case_id, b"k" * 32)
        wished_notices.keep(db, case_id, Wish(), key)
        assert wished_notices.of(db, case_id, key) == Wish()


def test_it_goes_with_the_case(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, nadia)
        wished_notices.keep(db, case_id, WISH, key)
        data_keys.destroy(box, db, case_id, box.clock.now())
        assert wished_notices.of(db, case_id, key) == Wish()
