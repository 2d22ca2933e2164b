"""What a destination is told, noted with what happens and never without it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.decisions.decisions import decide
from hub.decisions.rights import answer_request
from hub.hub import Hub
from hub.outbox import outbox
from hub.people.people import Staff
from hub.retention.retention import expire
from hub.settings import HubSettings
from hub.store.schema import delivery
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.hub.conftest import Watch
from tests.hub.outbox.conftest import Drop, deliverer, table
from tests.hub.samples import Box


def noted(hub: Hub, name: str = "dept") -> list[str]:
    with hub.store.reading() as connection:
        query = select(delivery.c.type).where(delivery.c.destination == name).order_by(delivery.c.number)
        return list(connection.execute(query).scalars())


def test_all_that_a_case_goes_through_is_told_in_order(
    hub: Hub, box: Box, other_box: Box, drop: Drop, paul: Staff
) -> None:
    sent = box.submitted()
    reference = sent["reference"]
    box.send(sent)
    other_box.send(other_box.supplement(reference))
    decide(hub, paul, reference, "in_progress", "", 0)
    decide(hub, paul, reference, "incomplete", "Il manque une pièce.", 1, in_a_month(hub))
    box.send(box.correction(reference, sent["stream"], 2), box.withdrawal(reference, sent["stream"], 3))
    expected = ["submitted", "supplement", "decision", "decision", "correction", "withdrawal"]
    assert noted(hub) == expected
    assert deliverer(hub).run() == 6
    assert drop.types == expected, "also over several files"
    assert [row["reference"] for row in drop.rows] == [reference] * 6
    assert len({row["id"] for row in drop.rows}) == 6


def test_an_event_that_comes_twice_is_told_once(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    assert [box.outcomes(sent)[0] for _ in range(3)] == ["acknowledged", "duplicate", "duplicate"]
    assert noted(hub) == ["submitted"]


def test_what_is_refused_is_not_told(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    assert box.outcomes(box.supplement("SA9999X"))[0].startswith("rejected")
    with pytest.raises(Refused):
        decide(hub, paul, sent["reference"], "refused", "", 0)
    assert noted(hub) == ["submitted"]


def test_nothing_is_noted_of_a_transaction_that_fails(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    with pytest.raises(RuntimeError), hub.store.writing() as connection:
        connection.execute(delivery.delete())
        outbox.note_events(hub, connection, [sent["id"]])
        raise RuntimeError
    assert noted(hub) == ["submitted"]


def test_an_erasure_is_told_to_who_was_told_of_the_case_and_takes_the_rest_back(
    hub: Hub, box: Box, drop: Drop, paul: Staff
) -> None:
    told, untold = box.submitted(), box.submitted()
    box.send(told)
    deliverer(hub).run()
    box.send(untold)
    for sent in (told, untold):
        decide(hub, paul, sent["reference"], "accepted", "Passez la prendre.", 0)
        request = box.asked("erasure", sent["reference"], sent["stream"], 2)
        box.send(request)
        answer_request(hub, paul, sent["reference"], request["id"], "erased", "")
    assert noted(hub) == ["submitted", "erased"], "who knows nothing of a case is not told its number"
    deliverer(hub).run()
    assert drop.types == ["submitted", "erased"]
    assert drop.rows[-1]["content"]["why"] == "asked" and drop.rows[-1]["reference"] == told["reference"]


def test_a_case_whose_time_is_over_is_told_to_be_erased(hub: Hub, box: Box, drop: Drop, watch: Watch) -> None:
    made = box.prepared(retention={"hub_days": 30})
    box.send(made)
    deliverer(hub).run()
    watch.ahead.append(watch.now() - watch.now().replace(year=watch.now().year - 1))
    assert expire(hub) == 1
    deliverer(hub).run()
    assert drop.types == ["submitted", "erased"] and drop.rows[-1]["content"]["why"] == "expired"


def test_each_destination_hears_of_its_services_alone(
    settings: HubSettings, hub: Hub, box: Box, tmp_path: Path
) -> None:
    tables = (*settings.connectors, table("ccas", tmp_path, services="ccas, aide"))
    object.__setattr__(hub, "settings", replace(settings, connectors=tables))
    made = box.submitted(service={"id": "ccas", "name": "CCAS"})
    box.send(box.submitted(), made, box.withdrawal(made["reference"], made["stream"], 2))
    assert noted(hub) == ["submitted", "submitted", "withdrawal"]
    assert noted(hub, "ccas") == ["submitted", "withdrawal"]


def test_without_a_connector_nothing_is_noted(settings: HubSettings, hub: Hub, box: Box) -> None:
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    box.send(box.submitted())
    assert noted(hub) == []
