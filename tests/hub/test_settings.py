"""What the hub can be told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.hub.server import from_environment
from kiosk.hub.settings import HubSettings, from_variables
from kiosk.hub.store.opening import open_store


def test_the_plain_address_of_a_postgresql_server_is_enough() -> None:
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        settings = HubSettings(database=f"{scheme}://u:p@h/d")
        assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert HubSettings(data=Path("/srv/hub")).database_url == "sqlite:////srv/hub/hub.db"


def test_settings_come_from_the_environment() -> None:
    messages = {"KIOSK_HUB_DATA": "/srv/hub", "KIOSK_HUB_PORT": "8701", "KIOSK_HUB_ADDRESS": "https://central.example"}
    settings = from_variables(messages)
    assert (settings.data, settings.port, settings.secure_cookies) == (Path("/srv/hub"), 8701, True)
    assert settings.keys_folder == Path("/srv/hub/keys")
    assert from_variables({**messages, "KIOSK_HUB_KEYS": "/etc/hub"}).keys_folder == Path("/etc/hub")


def test_every_setting_has_its_sentence() -> None:
    for value in HubSettings.__dataclass_fields__.values():
        assert value.metadata["says"].endswith(".")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("PORT", ("abc", "-1", "65536", "8700.5")), ("TIME_ZONE", ("Europe/Rennes", "../etc/passwd", "Europe")),
        ("PROXIES", ("one", "-1")), ("IDLE_MINUTES", ("0", "soon")), ("RETENTION_DAYS", ("-1", "for ever")),
        ("ADDRESS", ("central.example", "ftp://central.example", "https://", "https://central.example/parvis")),
    ],
)  # fmt: skip
def test_each_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable(
    name: str, values: tuple[str, ...]
) -> None:
    for value in values:
        with pytest.raises(Refused) as refused:
            from_variables({f"KIOSK_HUB_{name}": value})
        assert (refused.value.code, refused.value.details) == (
            Refusal.BAD_SETTING, {"name": f"KIOSK_HUB_{name}", "value": value},
        )  # fmt: skip


def test_a_setting_that_cannot_be_used_is_one_line_in_words(tmp_path: Path) -> None:
    for variable, value in (("KIOSK_HUB_PORT", "abc"), ("KIOSK_HUB_TIME_ZONE", "Europe/Rennes")):
        result = CliRunner().invoke(main, ["hub"], env={variable: value, "KIOSK_HUB_DATA": str(tmp_path)})
        assert result.exit_code == 1
        assert result.output.replace("\u00a0", " ") == f"Erreur : Le réglage {variable} ne peut pas être « {value} ».\n"


@pytest.mark.parametrize("database", ["hub.db", "nosuch://u:secret@h/d", "postgresql+nosuch://u:secret@h/d"])
def test_an_address_of_no_database_is_refused_without_what_it_may_hold(tmp_path: Path, database: str) -> None:
    with pytest.raises(Refused) as refused:
        open_store(HubSettings(data=tmp_path, database=database))
    assert refused.value.code == Refusal.BAD_SETTING
    assert "secret" not in str(refused.value)


def test_a_worker_of_gunicorn_says_what_it_refuses_as_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HUB_PORT", "abc")
    with pytest.raises(SystemExit, match=r"bad-setting \(name=KIOSK_HUB_PORT, value=abc\)"):
        from_environment()
