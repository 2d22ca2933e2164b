"""A mediator's favourite procedures come first."""

import pytest

from kiosk.errors import Refused
from kiosk.services import choosing
from kiosk.services.box import Actor, Box
from kiosk.store import favourites
from tests.services.conftest import fault_of


def ids(found: list[object]) -> list[str]:
    return [str(each.id) for each in found]  # type: ignore[attr-defined]


def test_favourites_come_first_and_nothing_is_missing_or_twice(box: Box, nadia: Actor) -> None:
    whole = ids(list(box.catalogue.procedures))
    choosing.choose(box, whole[-1], True, nadia)
    found = ids(list(choosing.sorted_for(box, nadia)))
    assert found[0] == whole[-1]
    assert sorted(found) == sorted(whole)
    choosing.choose(box, whole[-1], False, nadia)
    assert ids(list(choosing.sorted_for(box, nadia))) == whole


def test_what_is_no_more_offered_is_no_favourite(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        favourites.add(db, nadia.mediator_id, "gone", box.clock.now())
    assert choosing.chosen(box, nadia) == []


def test_what_is_not_there_is_not_chosen(box: Box, nadia: Actor) -> None:
    with pytest.raises(Refused) as refused:
        choosing.choose(box, "gone", True, nadia)
    assert fault_of(refused) == "no-such-procedure"
