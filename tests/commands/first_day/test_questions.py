"""Questions of `kiosk setup`: an end of input in the middle loses nothing that was answered."""

from pathlib import Path

from click.testing import CliRunner

from kiosk import settings
from kiosk.cli import main


def test_what_was_answered_before_the_window_closed_is_proposed_again(tmp_path: Path) -> None:
    runner, data = CliRunner(), {"KIOSK_DATA": str(tmp_path)}
    first = runner.invoke(main, ("setup",), input="Mairie de Rennes\nRennes\n1\n", env=data)
    assert first.exit_code == 1 and "Traceback" not in first.output
    kept = settings.read(tmp_path, {})
    assert (kept.site_name, kept.commune) == ("Mairie de Rennes", ("35238",))
    again = runner.invoke(main, ("setup",), input="\n", env=data)
    assert "[Mairie de Rennes]" in again.output


def test_a_commune_is_asked_until_it_is_in_the_list(tmp_path: Path) -> None:
    answers = "Mairie\nzzzz\nRennes\n99 x\nRennes\n1 1\n"
    result = CliRunner().invoke(main, ("setup",), input=answers, env={"KIOSK_DATA": str(tmp_path)})
    assert "Aucune commune" in result.output
    assert settings.read(tmp_path, {}).commune == ("35238",), "each once"
