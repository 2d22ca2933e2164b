"""`kiosk unit` prints a file to save as it is."""

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.settings import Settings, toml


def test_what_is_printed_names_the_site_its_folder_and_its_account(settings: Settings) -> None:
    settings.paths.create()
    settings.paths.settings.write_text(toml(settings), "utf-8")
    result = CliRunner().invoke(main, ["unit", "--user", "mairie"], env={"KIOSK_DATA": str(settings.data)})
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert {"Description=Parvis, Mairie de Saint-Aubin", "User=mairie"} < set(lines)
    assert result.output.startswith("# ") and result.output.endswith("\n")
