"""What a template can be for."""

from hub.cases.scope import EVERYTHING, Scope
from hub.hub import Hub
from hub.message_templates.choices import procedure_choices, service_choices
from kiosk.domain.replies.message_template import MessageTemplate
from tests.hub.samples import Box

VOIRIE = {"id": "voirie", "name": "Service de la voirie"}


def test_services_are_those_that_ship_that_came_and_that_templates_name(hub: Hub, box: Box) -> None:
    named = [MessageTemplate("", "", "", {}, service="jadis"), MessageTemplate("", "", "", {})]
    box.send(box.submitted(service=VOIRIE))
    with hub.store.reading() as connection:
        found = dict(service_choices(connection, EVERYTHING, named))
        mine = service_choices(connection, Scope(("voirie",)), named)
    assert found["voirie"] == "Service de la voirie" and found["jadis"] == "jadis" and "" not in found
    assert "etat-civil" in found and mine == [("voirie", "Service de la voirie")]


def test_procedures_are_those_that_ship_and_that_wait(hub: Hub, box: Box) -> None:
    own = {"id": "hole", "version": 1, "kind": "deposited", "title": "Un trou dans la rue", "theme": "rue"}
    box.send(box.submitted(service=VOIRIE, procedure=own))
    with hub.store.reading() as connection:
        every = dict(procedure_choices(connection, EVERYTHING))
        mine = procedure_choices(connection, Scope(("voirie",)))
    assert "birth-certificate" in every and every["hole"] == "Un trou dans la rue"
    assert mine == [("hole", "Un trou dans la rue")]
