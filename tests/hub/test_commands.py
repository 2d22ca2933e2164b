"""The hub's commands, as an operator types them."""

import tomllib
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.hub.settings import HubSettings
from kiosk.hub.sites import site_by_token
from kiosk.hub.store.opening import open_store


def run(data: Path, *words: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["hub", "--data", str(data), *words], input=typed)
    return result.exit_code, result.output


def test_a_site_gets_the_two_lines_of_its_settings(tmp_path: Path) -> None:
    code, said = run(tmp_path / "hub", "site", "SA", "Mairie de Saint-Aubin")
    assert code == 0, said
    lines = tomllib.loads(said)
    assert len(lines["hub_key"]) == 64
    store = open_store(HubSettings(data=tmp_path / "hub"))
    assert site_by_token(store, lines["hub_token"]).code == "SA"
    store.engine.dispose()


def test_a_site_is_registered_once_and_a_bad_code_is_told_plainly(tmp_path: Path) -> None:
    run(tmp_path / "hub", "site", "SA", "Mairie de Saint-Aubin")
    assert run(tmp_path / "hub", "site", "SA", "Une autre") == (1, "Error: Le lieu SA est déjà inscrit.\n")
    code, said = run(tmp_path / "hub", "site", "S0", "Une autre")
    assert code == 1
    assert "S0 n’est pas un code de lieu" in said
