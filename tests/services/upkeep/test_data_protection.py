"""What the DPO and the archives are given is what this box and its hub do, and says what is left to complete."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from hub.telephone import door
from hub.trail import KEPT
from kiosk.domain.time import calendar
from kiosk.services.box.box import Box
from kiosk.services.upkeep import data_protection, gdpr_register
from kiosk.settings import Settings
from kiosk.words.words import Words
from scripts.source import ROOT


def rows(settings: Settings, box: Box) -> dict[str, data_protection.Row]:
    return {row[0]: row for row in data_protection.list_kept_data(box.catalogue.procedures, settings, Words())}


def test_the_table_says_how_long_this_box_and_its_hub_really_keep(box: Box) -> None:
    kept = rows(Settings(data=Path(), retention_days=17, resume_days=4, mandate_years=5, journal_months=9), box)
    assert kept["Copie d’une demande envoyée depuis le guichet"][2].startswith("17 jours")
    drafts = kept["Démarche commencée et jamais envoyée"][2]
    assert drafts == f"{calendar.DESK_DRAFT.days} jours au guichet, 4 jours à la borne"
    assert kept["Mandat et liste de ses usages"][2] == "5 ans après sa fin"
    assert kept["Journal du poste, et résultat des appels"][2] == "9 mois"
    assert (timedelta(days=365), "12 mois") == (KEPT, kept["Journal du système central"][2])
    assert (timedelta(days=1), "Un jour") == (door.KEPT, kept["Photo prise au téléphone et jamais envoyée"][2])
    birth = next(row for what, row in kept.items() if what.endswith("Demander un acte de naissance"))
    assert birth[2] == "1\u00a0an" and "visa" in birth[4], "what a service decides waits for the archives"
    disability = next(row for what, row in kept.items() if "MDPH" in what)
    assert disability[2] == "3\u00a0mois" and "visa" not in disability[4], "a draft for another body does not"
    assert not [cell for row in kept.values() for cell in row if not cell.strip() or "$" in cell]


def test_the_page_the_command_and_the_register_print_the_same_table(box: Box) -> None:
    printed = data_protection.make_kept_table(box, as_csv=False)
    lines = [line for line in printed.splitlines() if line.startswith("| ")]
    assert data_protection.make_kept_table(box, as_csv=True).count("\r\n") == len(lines) - 1
    page = (ROOT / "docs/town-hall/archives.md").read_text("utf-8")
    shown = data_protection.list_kept_data((), Settings(data=Path()), Words())
    heads = tuple(Words().code("kept-data", head) for head in data_protection.KEPT_HEADS)
    assert data_protection.format_table(heads, shown) in page
    consents = tuple(Words().code("kept-data", head) for head in ("consent", "given", "taken-back"))
    assert data_protection.format_table(consents, data_protection.list_consents()) in page
    register = gdpr_register.make_gdpr_register(box, as_csv=False)
    for procedure in box.offered.procedures:
        time = rows(box.settings, box)
        row = next(row for what, row in time.items() if what.endswith(f" – {procedure.title.text}"))
        part = register.partition(f"## {procedure.title.text}\n")[2].partition("\n## ")[0]
        assert row[2] in part, "one length of time, wherever it is written"


def test_the_assessment_is_written_where_we_know_and_marked_where_the_town_hall_knows(box: Box) -> None:
    text = data_protection.make_impact_assessment(box)
    assert "$" not in text and "None" not in text
    assert "CCAS, 1 place de la Mairie" in text and "article 9-2 b" in text
    for heading in ("Nécessité et proportionnalité", "Les droits des personnes", "Accès illégitime à des données",
                    "Modification non désirée de données", "Disparition de données"):  # fmt: skip
        assert heading in text
    assert text.count("**À compléter**") >= 10, "the officer sees what is theirs"
    for row in data_protection.list_kept_data(box.offered.procedures, box.settings, box.words()):
        assert row[0] in text


def test_each_measure_and_each_consent_names_a_test_that_is_there() -> None:
    known = data_protection.read_data_protection()
    named = [one["test"] for risk in known["risks"] for one in risk["measures"]]
    named += [one["test"] for one in known["consents"]]
    for place in named:
        path, _, name = place.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), place


@pytest.mark.parametrize("part", ["kept", "consents", "risks"])
def test_no_row_is_left_half_written(part: str) -> None:
    assert all(all(row.values()) for row in data_protection.read_data_protection()[part])
