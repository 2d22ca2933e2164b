"""What the hub can be told."""

from pathlib import Path

from kiosk.hub.settings import HubSettings, from_variables


def test_the_plain_address_of_a_postgresql_server_is_enough() -> None:
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        settings = HubSettings(database=f"{scheme}://u:p@h/d")
        assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert HubSettings(data=Path("/srv/hub")).database_url == "sqlite:////srv/hub/hub.db"


def test_settings_come_from_the_environment() -> None:
    said = {"KIOSK_HUB_DATA": "/srv/hub", "KIOSK_HUB_PORT": "8701", "KIOSK_HUB_ADDRESS": "https://central.example"}
    settings = from_variables(said)
    assert (settings.data, settings.port, settings.secure_cookies) == (Path("/srv/hub"), 8701, True)
    assert settings.keys_folder == Path("/srv/hub/keys")
    assert from_variables({**said, "KIOSK_HUB_KEYS": "/etc/hub"}).keys_folder == Path("/etc/hub")


def test_every_setting_has_its_sentence() -> None:
    for each in HubSettings.__dataclass_fields__.values():
        assert each.metadata["says"].endswith(".")
