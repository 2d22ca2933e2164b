"""The hub draws the same line as the box, from what arrived and what was decided."""

from hub.cases import line_of_case
from hub.cases.cases import read_case
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.people.people import Staff
from kiosk.domain.events.case_line import CaseLine, Holder, Stage
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box


def line(hub: Hub, reference: str) -> CaseLine:
    with hub.store.reading() as connection:
        return line_of_case.of_case(hub, read_case(connection, hub.ring, reference))


def test_a_case_moves_along_the_line_as_it_is_decided(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    reference = sent["reference"]
    arrived = line(hub, reference)
    assert (arrived.current.stage, arrived.holder, arrived.promise is not None) == (Stage.SENT, Holder.SERVICE, True)
    decide(hub, paul, reference, "incomplete", "Il manque le livret.", 0, in_a_month(hub))
    asked = line(hub, reference)
    assert (asked.asks, asked.papers_by and asked.papers_by.isoformat()) == (True, in_a_month(hub))
    decide(hub, paul, reference, "refused", "Le registre ne le porte pas.", 1)
    assert (line(hub, reference).outcome, line(hub, reference).promise) == ("refused", None)


def test_a_prepared_case_is_decided_by_another_body(hub: Hub, box: Box) -> None:
    made = box.prepared()
    box.send(made)
    assert line(hub, made["reference"]).holder is Holder.BODY
