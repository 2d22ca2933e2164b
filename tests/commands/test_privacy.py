"""`kiosk privacy register`, typed in a town hall's data folder."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.settings import Settings, toml
from tests.catalogue.samples import SHIPPED, SOUND


@pytest.fixture
def folder(settings: Settings) -> Path:
    """Saint-Aubin has an officer, and a procedure of its own."""
    settings.paths.create()
    named = toml(settings) + 'privacy_officer = "dpo@agglo.example"\n'
    settings.paths.settings.write_text(named, "utf-8")
    settings.paths.procedures.mkdir(exist_ok=True)
    (settings.paths.procedures / "parking.yaml").write_text(SOUND, "utf-8")
    return settings.data


def typed(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["privacy", "register", *arguments], env={"KIOSK_DATA": str(folder)})
    assert done.exit_code == 0, done.output
    return done.output


def test_the_register_is_a_page_in_french(folder: Path) -> None:
    page = typed(folder)
    assert page.startswith("# Registre des traitements")
    assert "## Stationner un camion de déménagement" in page
    beside = 5  # the town hall’s own, the notices, what is noted of people, searches by name, and the accounts
    assert page.count("dpo@agglo.example") == len(SHIPPED) + beside, "each procedure, and those"


def test_or_a_spreadsheet(folder: Path) -> None:
    rows = list(csv.reader(StringIO(typed(folder, "--csv"))))
    assert [row[0] for row in rows[1:]][-1] == "Comptes des conseillers et journal"
    assert len(rows) == 1 + len(SHIPPED) + 5, "a heading, each procedure, and those beside"
