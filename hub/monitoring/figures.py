"""The hub's figures in the text format of Prometheus: what its processes count, and what its database says."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hub.hub import Hub
from hub.monitoring import readiness
from hub.monitoring.instruments import FOLDER, Instruments
from hub.sites import fleet
from kiosk.version import VERSION

if TYPE_CHECKING:
    from prometheus_client.core import Metric


def text(hub: Hub, instruments: Instruments) -> tuple[bytes, str]:
    """The figures as a scrape gets them, and their media type. Workers that count together are added up."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    together = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    else:
        together.register(_Counted(instruments))
    together.register(_Known(hub))
    return generate_latest(together), CONTENT_TYPE_LATEST


class _Counted:
    """What this process has counted."""

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments

    def collect(self) -> Iterator["Metric"]:
        yield from self._instruments.registry.collect()


class _Known:
    """What follows from the database and the disk at the moment of the scrape, the same whichever worker is asked.

    Sites are counted and never named: at many of them one person works.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator["Metric"]:
        from prometheus_client.core import GaugeMetricFamily as Gauge

        hub, now = self._hub, self._hub.clock.now()
        wrong = readiness.faults(hub)
        yield Gauge("parvis_hub_ready", "1 where cases can be taken now.", value=not wrong)
        yield Gauge("parvis_hub_free_bytes", "Free disk.", value=readiness.free_bytes(hub.settings.data))
        yield _labelled(Gauge, "parvis_hub_release", "1 for the version that runs.", "release", {VERSION: 1})
        if "database-away" in wrong:
            return
        standings = dict.fromkeys(fleet.Standing, 0) | fleet.counts(hub.store, now)
        yield _labelled(Gauge, "parvis_hub_sites", "Sites, by where they stand.", "standing", standings)
        yield _labelled(Gauge, "parvis_hub_boxes", "Boxes, by version.", "release", fleet.releases(hub.store))
        owed = fleet.owed(hub.store)
        waiting = (now - owed.oldest_at).total_seconds() if owed.oldest_at else 0.0
        yield Gauge("parvis_hub_owed_events", "Events that sites still hold, as last told.", value=owed.events)
        yield Gauge("parvis_hub_owed_files", "Files that sites still hold, as last told.", value=owed.files)
        yield Gauge("parvis_hub_refused_events", "Events that desks have to mend.", value=owed.refused)
        yield Gauge("parvis_hub_oldest_owed_seconds", "Age of the oldest event a site still holds.", value=waiting)


def _labelled(gauge: Any, name: str, sentence: str, label: str, values: dict[Any, int]) -> "Metric":
    made: Metric = gauge(name, sentence, labels=(label,))
    for value, number in values.items():
        made.add_metric((str(value),), number)  # type: ignore[attr-defined]
    return made
