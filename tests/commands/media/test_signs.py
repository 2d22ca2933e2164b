"""A town hall that films its pages is told what it has, and what is left."""

from click.testing import CliRunner

from kiosk.cli import main
from kiosk.screens import SCREENS
from kiosk.services.media.pictograms import PAGES
from kiosk.settings import Settings


def told(settings: Settings, *more: str) -> str:
    result = CliRunner().invoke(main, ["signs", "report", *more], env={"KIOSK_DATA": str(settings.data)})
    assert result.exit_code == 0, result.output
    return result.output


def test_a_report_counts_the_clips_and_names_files_that_nothing_shows(settings: Settings) -> None:
    settings.paths.create()
    assert str(settings.paths.signs) in told(settings)
    folder = settings.paths.signs / "fr"
    folder.mkdir(parents=True)
    for name in ("welcome", "confirm", "birth-certificate", "birth-certificate.copy_type", "birth-certificat"):
        (folder / f"{name}.webm").write_bytes(b"x" * 300_000)
    short, long = told(settings), told(settings, "--missing")
    assert short.startswith("fr") and " 4 " in short and "1,2" in short
    assert "birth-certificat.webm" in short and "call" not in short and "  call" in long
    assert "birth-certificate.copies" in long


def test_every_page_that_may_have_a_clip_is_a_screen() -> None:
    names = {screen.name.replace("_", "-") for screen in SCREENS}
    assert not set(PAGES) - names
