"""The services a town hall chooses from, and what its choice is in the settings file."""

import pytest

from kiosk.errors import Refused
from kiosk.services.box import offered_services
from kiosk.services.box.box import Box
from kiosk.services.setup import service_choices
from tests.services.conftest import fault_of


def test_every_service_is_listed_once_with_its_procedures(box: Box) -> None:
    listed = service_choices.choices()
    assert {choice.id for choice in listed} == offered_services.ids(box.catalogue)
    assert sum(len(choice.titles) for choice in listed) == len(box.catalogue.procedures)


def test_all_of_them_are_every_service_that_there_will_be(box: Box) -> None:
    assert service_choices.chosen(box.settings, [choice.id for choice in service_choices.choices()]) == ()


def test_no_service_or_one_that_nobody_knows_is_refused(box: Box) -> None:
    for typed, code in [
        ([], "no-service-chosen"), ([""], "no-service-chosen"), (["ccas", "Piscine"], "unknown-service"),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            service_choices.chosen(box.settings, typed)
        assert fault_of(refused) == code


def test_a_service_of_the_town_halls_own_procedure_is_known(box: Box) -> None:
    file = box.settings.paths.procedures / "our-own.yaml"
    shipped = box.catalogue.procedures[0].file.decode()
    file.write_text(shipped.replace(f"id: {box.catalogue.procedures[0].service.id}", "id: piscine"), "utf-8")
    assert service_choices.chosen(box.settings, ["ccas", "piscine"]) == ("ccas", "piscine")
