"""What was noted of a person is read with the key of its case alone, and goes when taken back or with the case."""

from datetime import UTC, datetime

import pytest

from kiosk.domain.notices.person_facts import Noted
from kiosk.errors import Unreadable
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import person_facts
from tests.gallery.site.gestures import answered

NOTED = (Noted("deceased", "Nadia Roux", datetime(2026, 11, 24, 13, tzinfo=UTC)),)


def test_it_is_read_with_the_key_of_its_case_alone(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    key = open_case(box, case_id, nadia).key
    with box.store.write() as db:
        person_facts.keep(db, case_id, NOTED, key, "")
        assert person_facts.of(db, case_id, key) == NOTED
        assert not person_facts.is_told(db, case_id)
        with pytest.raises(Unreadable):
            person_facts.of(db, case_id, b"k" * 32)
        person_facts.keep(db, case_id, NOTED, key, "e" * 32)
        assert person_facts.is_told(db, case_id)
        person_facts.keep(db, case_id, (), key, "e" * 32)
        assert person_facts.of(db, case_id, key) == ()


def test_it_goes_with_the_case(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, nadia)
        person_facts.keep(db, case_id, NOTED, key, "")
        data_keys.destroy(box, db, case_id, box.clock.now())
        assert person_facts.of(db, case_id, key) == ()
