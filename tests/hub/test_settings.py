"""What the hub can be told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.server import from_environment
from hub.settings import FILE, HubSettings, read_hub_settings
from hub.store.opening import open_store
from kiosk.cli import main
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.words.words import Words


def test_settings_come_from_the_environment() -> None:
    messages = {"KIOSK_HUB_DATA": "/srv/hub", "KIOSK_HUB_PORT": "8701", "KIOSK_HUB_ADDRESS": "https://central.example"}
    settings = read_hub_settings(messages)
    assert (settings.data, settings.port, settings.secure_cookies) == (Path("/srv/hub"), 8701, True)
    assert settings.keys_folder == Path("/srv/hub/keys")
    assert read_hub_settings({**messages, "KIOSK_HUB_KEYS": "/etc/hub"}).keys_folder == Path("/etc/hub")
    for scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        settings = HubSettings(database=f"{scheme}://u:p@h/d")
        assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert HubSettings(data=Path("/srv/hub")).database_url == "sqlite:////srv/hub/hub.db"
    names = HubSettings.__dataclass_fields__
    assert read_hub_settings({f"KIOSK_HUB_{name.upper()}": "" for name in names}) == read_hub_settings({})
    for value in HubSettings.__dataclass_fields__.values():
        assert value.metadata["sentence"].endswith(".")


def written(folder: Path, text: str) -> dict[str, str]:
    """The environment of a hub whose folder has this file."""
    (folder / FILE).write_text(text, "utf-8")
    return {"KIOSK_HUB_DATA": str(folder)}


def test_settings_come_from_a_file_too_and_the_environment_wins(tmp_path: Path) -> None:
    environment = written(tmp_path, 'name = "Pays de Saint-Aubin"\nport = 8701\nkeys = "/etc/hub"\n')
    settings = read_hub_settings({**environment, "KIOSK_HUB_PORT": "8702"})
    assert (settings.name, settings.port, settings.keys_folder) == ("Pays de Saint-Aubin", 8702, Path("/etc/hub"))
    assert read_hub_settings({}, tmp_path).port == 8701, "the folder of the command line has its file"


def test_what_is_wrong_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    for text, code, line in (
        ("\nport = 70000", Refusal.BAD_SETTING_LINE, 2), ("prot = 1", Refusal.UNKNOWN_SETTING_NEAR, 1),
        ("[[archives]]\nvisa = 'AD35'", Refusal.BAD_SETTING_LINE, 1),
        ("[[archives]]\nlast_day = '2027'", Refusal.BAD_SETTING_LINE, 1),
        ("[[archives]]\nvisa = 'AD35'\non = 2026-05-12\nuntill = 2026-05-12", Refusal.BAD_SETTING_LINE, 1),
        ("colour = 'x'", Refusal.UNKNOWN_SETTING, 1), ("name = Parvis", Refusal.SETTINGS_QUOTES, 1),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            read_hub_settings(written(tmp_path, text))
        assert (refused.value.code, refused.value.details["line"]) == (code, line)
        assert refused.value.details["path"] == str(tmp_path / FILE)


def test_a_wrong_line_of_the_hub_is_told_without_what_the_box_would_take(tmp_path: Path) -> None:
    written(tmp_path, "retention_days = -1")
    result = CliRunner().invoke(main, ["hub", "--data", str(tmp_path)])
    assert result.exit_code == 1 and len(result.output.splitlines()) == 1
    assert "retention_days" in result.output and "hub.toml" in result.output
    assert Words().code("setting", "retention_days") not in result.output


def test_each_value_that_cannot_be_used_is_refused_by_the_name_of_its_variable() -> None:
    for name, values in [
        ("PORT", ("abc", "-1", "65536", "8700.5")), ("TIME_ZONE", ("Europe/Rennes", "../etc/passwd", "Europe")),
        ("PROXIES", ("one", "-1")), ("IDLE_MINUTES", ("0", "soon")), ("RETENTION_DAYS", ("-1", "for ever")),
        ("ADDRESS", ("central.example", "ftp://central.example", "https://", "https://central.example/parvis")),
    ]:  # fmt: skip
        for value in values:
            with pytest.raises(Refused) as refused:
                read_hub_settings({f"KIOSK_HUB_{name}": value})
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
