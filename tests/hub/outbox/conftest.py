"""A hub that passes its cases on: to a folder that the test reads, and to whatever else it is told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from hub.hub import Hub
from hub.outbox.deliverer import Deliverer
from hub.outbox.outbox import read_destinations
from hub.settings import HubSettings


@dataclass(frozen=True)
class Drop:
    path: Path

    @property
    def rows(self) -> list[dict[str, Any]]:
        files = sorted(self.path.glob("*.jsonl"))
        return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]

    @property
    def types(self) -> list[str]:
        return [row["type"] for row in self.rows]


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    path = tmp_path / "drop"
    path.mkdir()
    return Drop(path)


@pytest.fixture
def settings(settings: HubSettings, drop: Drop) -> HubSettings:
    """The hub's settings with one destination."""
    return replace(settings, connectors=(table("dept", drop.path),))


def table(name: str, path: Path, **changes: str) -> Mapping[str, str]:
    """A destination's table in the settings: a folder of JSON lines."""
    return {
        "name": name,
        "kind": "file_drop",
        "recipient": "Le Département",
        "to": str(path),
        "form": "json-lines",
        **changes,
    }


def deliverer(hub: Hub, who: str = "a" * 32, name: str = "dept") -> Deliverer:
    [destination] = [row for row in read_destinations(hub.settings) if row.name == name]
    return Deliverer(hub, destination, who)
