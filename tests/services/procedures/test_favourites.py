"""A mediator's favourite procedures come first."""

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import favourites as choosing
from kiosk.store.cases import favourites
from tests.services.conftest import fault_of


def test_favourites_stand_in_the_order_in_which_they_were_chosen(box: Box, nadia: Actor) -> None:
    for word in ("identity-document", "birth-certificate"):
        choosing.choose(box, word, True, nadia)
    assert [row.id for row in choosing.chosen(box, nadia)] == ["identity-document", "birth-certificate"]
    choosing.choose(box, "identity-document", False, nadia)
    assert [row.id for row in choosing.chosen(box, nadia)] == ["birth-certificate"]


def test_what_is_no_more_offered_is_no_favourite(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        favourites.add(db, nadia.mediator_id, "gone", box.clock.now())
    assert choosing.chosen(box, nadia) == []


def test_what_is_not_there_is_not_chosen(box: Box, nadia: Actor) -> None:
    with pytest.raises(Refused) as refused:
        choosing.choose(box, "gone", True, nadia)
    assert fault_of(refused) == Refusal.NO_SUCH_PROCEDURE
