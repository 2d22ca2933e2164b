"""The services that can be given to someone."""

import pytest

from hub.hub import Hub
from hub.people import known_services
from hub.store.schema import cases
from kiosk.errors import Refused
from tests.hub.samples import Box


def test_services_are_those_that_ship_and_those_of_cases_that_came(hub: Hub, box: Box) -> None:
    before = known_services.known(hub.store)
    assert "etat-civil" in before and "espaces-verts" not in before
    box.send(box.submitted())
    with hub.store.writing() as connection:
        connection.execute(cases.update().values(service="espaces-verts"))
    assert "espaces-verts" in known_services.known(hub.store)
    known_services.check(hub.store, ("etat-civil", "espaces-verts"))


def test_a_misspelt_service_is_refused_with_those_that_there_are(hub: Hub) -> None:
    with pytest.raises(Refused, match="no-such-service") as refused:
        known_services.check(hub.store, ("etat-civil", "etatcivil"))
    assert refused.value.details["service"] == "etatcivil" and "etat-civil" in refused.value.details["known"]
