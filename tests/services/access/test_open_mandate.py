"""A mandate opens with its own key and under its own name only."""

import pytest

from kiosk.crypto import sealing
from kiosk.errors import Unreadable
from kiosk.services.access.open_mandate import read, read_uses
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from tests.gallery.site.mandated import DRAWN, TERMS, use


def test_a_mandate_and_its_uses_are_read_with_its_own_key_only(box: Box, holder: Actor) -> None:
    made, other = (mandates.make(box, TERMS, DRAWN, holder) for _ in range(2))
    use(box, made.mandate.id, holder)
    db = box.store.read()
    result = read(db, made.mandate.id, made.key)
    assert result == made and [use.reference for use in read_uses(db, made.mandate.id, made.key)] == ["SA1001K"]
    for key in (other.key, sealing.new_key()):
        with pytest.raises(Unreadable):
            read(db, made.mandate.id, key)
        with pytest.raises(Unreadable):
            read_uses(db, made.mandate.id, key)
    assert read(db, "f" * 32, made.key) is None


def test_a_mandate_put_in_the_place_of_another_is_noticed(box: Box, holder: Actor) -> None:
    made, other = (mandates.make(box, TERMS, DRAWN, holder) for _ in range(2))
    with box.store.write() as db:
        db.conn.execute("UPDATE mandates SET kept = (SELECT kept FROM mandates WHERE id = ?)", (other.mandate.id,))
    with pytest.raises(Unreadable):
        read(box.store.read(), made.mandate.id, made.key)
