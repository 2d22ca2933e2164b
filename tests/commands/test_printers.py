"""`kiosk printers`: added, listed, chosen, tried and forgotten; what is wrong is told in words."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.services.box.in_memory import OFFERED
from kiosk.settings import Settings
from scripts.source import ROOT
from tests.running import set_up

Command = Callable[..., Result]


@pytest.fixture
def kiosk(settings: Settings) -> Command:
    set_up(replace(settings, printer="file"))

    def typed(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["printers", *arguments], env={"KIOSK_DATA": str(settings.data)})

    return typed


def well(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def test_a_printer_is_added_listed_chosen_tried_and_forgotten(kiosk: Command, settings: Settings) -> None:
    settings.paths.printed.mkdir(parents=True, exist_ok=True)
    assert "Guichet 1 est ajoutée." in well(kiosk("add", "Guichet 1", "--kind", "file", "--paper", "pdf-80mm"))
    lines = well(kiosk("list", "--no-search")).splitlines()
    assert lines[0].startswith("✓ L’imprimante des réglages (pdf-a4)")
    assert lines[1].startswith("✓ Guichet 1 (file, pdf-80mm)")
    assert "C’est choisi." in well(kiosk("use", "guichet 1", "--papers", "receipts"))
    assert "La page d’essai part à l’imprimante." in well(kiosk("test", "Guichet 1"))
    assert len(list(settings.paths.printed.glob("*.pdf"))) == 1, "with nothing running it is printed there and then"
    assert "Guichet 1 est oubliée." in well(kiosk("remove", "Guichet 1"))
    assert well(kiosk("list")).startswith("✓ L’imprimante des réglages")
    assert len(well(kiosk("list", "--no-search")).splitlines()) == 1


def test_what_is_wrong_is_told_in_words(kiosk: Command) -> None:
    folder = ("add", "Dossier", "--kind", "file", "--set")
    well(kiosk(*folder, "folder=/nowhere", "--paper", "pdf-a4"))
    assert "✗ Dossier (file, folder=/nowhere, pdf-a4) Le dossier des impressions" in well(kiosk("list", "--no-search"))
    for typed, words in (
        (("remove", "Personne"), "Cette imprimante n’est plus dans la liste."),
        (("use", "Dossier", "--screen", "Hall"), "Aucun écran ne porte ce nom."),
        (("use", "Dossier", "--papers", "lettres"), "Ces papiers ne sont pas connus."),
        (("add", "Autre", "--kind", "file", "--set", "colour=blue"), "Ce réglage n’existe pas pour elle : colour."),
        (("add", "Autre", "--kind", "file", "--model", "TM-T20IX"), "Ce modèle n’est pas connu : TM-T20IX."),
    ):
        result = kiosk(*typed)
        assert result.exit_code == 1 and words in result.output, result.output


def test_what_makes_no_sense_is_not_asked_of_anyone(kiosk: Command) -> None:
    for typed, sentence in (
        (("use",), "l’un des deux"),
        (("use", "x", "--instead", "usual"), "l’un des deux"),
        (("add", "x", "--kind", "file", "--set", "folder"), "écrivez NOM=VALEUR"),
        (("add", "x", "--kind", "ipp"), "Il manque --set uri=… : Son adresse, par exemple 192.168.1.20 ou ipp://"),
        (("add", "x", "--kind", "network"), "Il manque --set host=… : Son adresse sur le réseau, par exemple"),
        (("add", "x", "--kind", "ipp", "--set", "uri=lpd://a"), "Cette valeur de --set uri=… ne convient pas"),
    ):
        result = kiosk(*typed)
        assert result.exit_code == 2 and sentence in " ".join(result.output.split())


def test_help_and_documentation_name_every_setting_of_every_kind(kiosk: Command) -> None:
    shown = well(kiosk("add", "--help"))
    page = (ROOT / "docs" / "town-hall" / "printers.md").read_text("utf-8")
    for carrier in OFFERED:
        for setting in carrier.settings:
            if setting.name != "media_type":
                assert setting.name in shown and f"`{setting.name}`" in page, (carrier.kind, setting.name)
