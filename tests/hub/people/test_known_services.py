"""The services that can be given to someone."""

from hub.hub import Hub
from hub.people import known_services
from hub.store.schema import cases
from tests.hub.samples import Box


def test_services_are_those_that_ship_and_those_of_cases_that_came(hub: Hub, box: Box) -> None:
    before = known_services.known(hub.store)
    assert "etat-civil" in before and "espaces-verts" not in before
    box.send(box.submitted())
    with hub.store.writing() as connection:
        connection.execute(cases.update().values(service="espaces-verts"))
    assert "espaces-verts" in known_services.known(hub.store)
    known_services.check(hub.store, ("etat-civil", "espaces-verts"))
