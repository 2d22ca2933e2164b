"""The two engines behind the same two gestures."""

from pathlib import Path

import pytest
from sqlalchemy import text

from kiosk.hub.hub import Hub
from kiosk.hub.settings import HubSettings, from_variables
from kiosk.hub.sites import add_site, all_sites
from kiosk.hub.store.schema import site


def test_a_transaction_is_all_or_nothing(hub: Hub) -> None:
    add_site(hub.store, "SA", "Mairie", hub.clock)
    with pytest.raises(RuntimeError), hub.store.writing() as connection:
        connection.execute(site.update().values(name="Autre"))
        raise RuntimeError
    assert [each.name for each in all_sites(hub.store)] == ["Mairie"]


def test_sqlite_is_durable_and_new_enough_not_to_corrupt_a_shared_wal(hub: Hub) -> None:
    if hub.store.engine.dialect.name != "sqlite":
        return
    with hub.store.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    assert tuple(map(int, version.split("."))) > (3, 51, 2)


def test_the_plain_address_of_a_postgresql_server_is_enough() -> None:
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        settings = HubSettings(database=f"{scheme}://u:p@h/d")
        assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert HubSettings(data=Path("/srv/hub")).database_url == "sqlite:////srv/hub/hub.db"


def test_settings_come_from_the_environment() -> None:
    said = {"KIOSK_HUB_DATA": "/srv/hub", "KIOSK_HUB_PORT": "8701", "KIOSK_HUB_ADDRESS": "https://central.example"}
    settings = from_variables(said)
    assert (settings.data, settings.port, settings.secure_cookies) == (Path("/srv/hub"), 8701, True)
    assert settings.signing_key_path == Path("/srv/hub/hub_signing.key")


def test_every_setting_has_its_sentence() -> None:
    for each in HubSettings.__dataclass_fields__.values():
        assert each.metadata["says"].endswith(".")
