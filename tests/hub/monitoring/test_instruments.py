"""What a hub counts of its own work, and what it never names."""

from flask import Flask
from flask.testing import FlaskClient

from hub.hub import Hub
from hub.monitoring import figures
from hub.monitoring.instruments import EXTENSION
from tests.hub.samples import Box


def test_requests_and_answers_are_counted_and_nobody_is_named(
    app: Flask, hub: Hub, client: FlaskClient, box: Box
) -> None:
    sent = box.submitted()
    box.send(sent)
    box.send(sent, box.submitted())
    client.get(f"/dossiers/{sent['reference']}")
    client.get("/nowhere/benali")
    text = figures.text(hub, app.extensions[EXTENSION])[0].decode()
    assert 'parvis_hub_events_total{outcome="acknowledged"} 2.0' in text
    assert 'parvis_hub_events_total{outcome="duplicate"} 1.0' in text
    assert 'parvis_hub_requests_total{method="POST",route="api.receive_events",status="2xx"} 2.0' in text
    assert 'route="none"' in text
    for word in ("benali", sent["reference"], '"SA"', "Saint-Aubin", "birth-certificate", "acte de naissance"):
        assert word.casefold() not in text.casefold()
