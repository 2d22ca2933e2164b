"""The figures of a hub, as a scrape gets them."""

from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from hub.hub import Hub
from hub.monitoring import figures
from hub.monitoring.instruments import EXTENSION
from kiosk.version import VERSION
from tests.hub.healths import health
from tests.hub.samples import Box, heartbeat


def scraped(app: Flask, hub: Hub) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels."""
    text = figures.text(hub, app.extensions[EXTENSION])[0].decode()
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def test_a_scrape_says_what_the_sites_owe_without_naming_one(app: Flask, hub: Hub, box: Box, other_box: Box) -> None:
    box.send(heartbeat=heartbeat(unsent=3, oldest_unsent_at="2026-01-01T00:00:00+00:00", health=health(files=2)))
    said = scraped(app, hub)
    assert said["parvis_hub_ready",] == 1
    assert said["parvis_hub_free_bytes",] > 0
    assert said["parvis_hub_sites", "troubled"] == 1 and said["parvis_hub_sites", "silent"] == 1
    assert said["parvis_hub_sites", "well"] == 0, "a figure that disappears raises no alarm"
    assert said["parvis_hub_boxes", VERSION] == 1 and said["parvis_hub_release", VERSION] == 1
    assert (said["parvis_hub_owed_events",], said["parvis_hub_owed_files",]) == (3, 2)
    assert said["parvis_hub_oldest_owed_seconds",] > 86_400
