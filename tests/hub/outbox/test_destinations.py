"""The destinations of `hub.toml`, or what is wrong with them in plain words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub import settings as hub_settings
from hub.outbox.destinations import names_for, read_destinations
from hub.settings import HubSettings
from kiosk.commands.asking import in_words
from kiosk.errors import Refused

GOOD = {"name": "dept", "kind": "webhook", "recipient": "Le Département", "url": "https://dept.example/in"}


def read(*tables: dict[str, str]) -> Any:
    return read_destinations(HubSettings(data=Path("/srv/hub"), connectors=tables))


def test_they_are_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(
        """
name = "Pays de Saint-Aubin"

[[connectors]]
name = "dept"
kind = "webhook"
recipient = "Le Département d’Ille-et-Vilaine"
url = "https://dept.example/in"
services = ["etat-civil", "ccas"]

[[connectors]]
name = "archives"
kind = "file_drop"
recipient = "Les archives"
to = "/srv/archives"
""",
        "utf-8",
    )
    settings = hub_settings.read({}, tmp_path)
    first, second = read_destinations(settings)
    assert (first.kind, first.services, first.connector.where) == ("webhook", ("etat-civil", "ccas"), "dept.example")
    assert (second.recipient, second.services, second.connector.where) == ("Les archives", (), "/srv/archives")
    assert names_for(settings, "etat-civil") == ["dept", "archives"]
    assert names_for(settings, "urbanisme") == ["archives"]


def test_without_any_nothing_is_passed_on(tmp_path: Path) -> None:
    assert read() == () and names_for(hub_settings.read({}, tmp_path), "ccas") == []


def test_what_is_wrong_is_told_with_its_place() -> None:
    for changes, code, said in [
        ({"name": "Département"}, "connector-name", "lettres minuscules"), ({"name": ""}, "connector-name", "n° 1"),
        ({"name": "../keys"}, "connector-name", "n° 1"), ({"kind": "webhok"}, "connector-kind", "webhook, file_drop"),
        ({"kind": ""}, "connector-kind", "dept"), ({"adress": "https://x.example"}, "connector-setting", "adress"),
        ({"urls": "https://x.example"}, "connector-setting", "« url »"),
        ({"recipient": " "}, "connector-lacks", "« recipient »"), ({"url": ""}, "connector-lacks", "« url »"),
        ({"url": "http://dept.example/in"}, "connector-value", "https://"),
        ({"networks": "10.0.0.1/8"}, "connector-value", "10.1.0.0/16"),
        ({"kind": "file_drop", "url": ""}, "connector-setting", "« url »"),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            read({**GOOD, **changes})
        assert refused.value.code == code
        assert said in in_words(refused.value) and "/srv/hub/hub.toml" in in_words(refused.value)


def test_a_form_that_nobody_writes_is_refused_with_those_that_are() -> None:
    for form in ["pdf", "CSV"]:
        table = {"name": "a", "kind": "file_drop", "recipient": "A", "to": "/srv/a", "form": form}
        with pytest.raises(Refused) as refused:
            read(table)
        assert "json-lines" in in_words(refused.value) and form in in_words(refused.value)


def test_two_of_one_name_would_share_an_outbox() -> None:
    with pytest.raises(Refused, match="connector-twice"):
        read(GOOD, {**GOOD, "url": "https://other.example"})


def test_the_table_may_stand_in_a_variable(tmp_path: Path) -> None:
    text = '[{ name = "dept", kind = "webhook", recipient = "D", url = "https://d.example" }]'
    settings = hub_settings.read({"KIOSK_HUB_CONNECTORS": text}, tmp_path)
    assert [row.name for row in read_destinations(replace(settings))] == ["dept"]
