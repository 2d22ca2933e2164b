"""What the DPO and the archives are given is what this box and its hub do, and says what is left to complete."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from hub.telephone import door
from hub.trail import KEPT
from kiosk.domain.time import calendar
from kiosk.services.box.box import Box, take_settings
from kiosk.services.upkeep import data_protection
from kiosk.settings import Settings
from kiosk.words.words import Words
from scripts.source import ROOT
from tests.gallery.site.gardens import PARCEL, taking


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
    assert birth[2].startswith("1\u00a0an après la réponse")
    assert "visa" in birth[4], "what a service decides waits for the archives"
    disability = next(row for what, row in kept.items() if "MDPH" in what)
    assert disability[2].startswith("3\u00a0mois après")
    assert "visa" not in disability[4], "a draft for another body does not"
    assert not [cell for row in kept.values() for cell in row if not cell.strip() or "$" in cell]


def as_markdown(heads: data_protection.Row, shown: Iterable[data_protection.Row]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (heads, ("---",) * len(heads), *shown))


def text_of(page: str) -> str:
    """What somebody reads on it."""
    return unescape(re.sub(r"<[^>]*>", " ", re.sub("</?mark>", "", page))).replace("\u00a0", " ")


def test_the_page_of_the_documentation_and_the_command_print_the_same_table(box: Box) -> None:
    printed = data_protection.make_kept_table(box, as_csv=False)
    kept = rows(box.settings, box)
    assert data_protection.make_kept_table(box, as_csv=True).count("\r\n") == len(kept) + 1
    read = text_of(printed)
    assert all(cell.replace("\u00a0", " ") in read for row in kept.values() for cell in row)
    page = (ROOT / "docs/town-hall/archives.md").read_text("utf-8")
    shown = data_protection.list_kept_data((), Settings(data=Path()), Words())
    assert as_markdown(data_protection.list_heads(data_protection.KEPT_HEADS), shown) in page
    consents = data_protection.list_heads(data_protection.CONSENT_HEADS)
    assert as_markdown(consents, data_protection.list_consents()) in page


def test_an_archivist_reads_on_each_file_how_long_from_when_and_what_becomes_of_it(box: Box) -> None:
    kept = rows(box.settings, box)
    for procedure in box.catalogue.procedures:
        row = next(row for what, row in kept.items() if what.endswith(f" – {procedure.title.text}"))
        assert " après la réponse ou le retrait" in row[2] or " après la réception" in row[2], row
        assert ("visa" in row[4]) != procedure.prepared
    assert not [what for what in kept if what.startswith("Demande") and " – " not in what], "no row twice"
    printed = text_of(data_protection.make_kept_table(box, as_csv=False))
    assert "Sort final" in printed and "L. 212-2" in printed and "signature" in printed


def test_the_ccas_has_its_own_part_of_the_register_with_its_own_officer(box: Box) -> None:
    told = ("ccas: CCAS du Four, 2 rue du Four ; dpo@ccas.example",)
    take_settings(box, replace(box.settings, controllers=told, privacy_officer="dpo@agglo.example"))
    page = data_protection.make_gdpr_register(box, as_csv=False)
    town_hall, ccas = page.split("<section>")[1:]
    assert "dpo@agglo.example" in town_hall and "dpo@ccas.example" not in town_hall
    assert "dpo@ccas.example" in ccas and "dpo@agglo.example" not in ccas
    for title in ("Demander une aide ponctuelle", "Préparer une demande à la MDPH"):
        assert f"<h3>{title}</h3>" in ccas and f"<h3>{title}</h3>" not in town_hall
    assert "La mairie demande" not in text_of(ccas), "the town hall asks nothing for what the CCAS answers for"
    assert page.count("Mesures de sécurité") == 2, "once for whoever answers, not once a processing"
    assessed = data_protection.make_impact_assessment(box)
    assert "dpo@ccas.example" in assessed and "dpo@agglo.example" in assessed


def test_a_town_hall_that_has_told_nothing_has_one_ccas_and_one_town_hall(box: Box) -> None:
    assert data_protection.make_gdpr_register(box, as_csv=False).count("<section>") == 2
    assert "(–)" not in data_protection.make_impact_assessment(box), "no hub yet is a thing to complete"


def test_the_register_says_of_a_procedure_with_a_price_that_its_payment_is_noted(box: Box) -> None:
    said = "paiement noté au guichet"
    assert said not in text_of(data_protection.make_gdpr_register(box, as_csv=False))
    priced = taking(box, PARCEL.replace("theme: loisirs\n", "theme: loisirs\nprice: 8,50\n"))
    assert said in text_of(data_protection.make_gdpr_register(priced, as_csv=False))


def test_no_sign_of_a_procedure_breaks_the_page(box: Box) -> None:
    rows = [("<b>1</b>", "a & b\nc")]
    page = data_protection.write_page(box, "paper/privacy/kept.html", heads=("Traitement", "A"), rows=rows)
    assert "<b>" not in page and "&lt;b&gt;1" in page and "a &amp; b\nc" in page


def test_the_assessment_is_written_where_we_know_and_marked_where_the_town_hall_knows(box: Box) -> None:
    text = text_of(data_protection.make_impact_assessment(box))
    assert "$" not in text and "None" not in text
    assert "Centre communal d’action sociale, 1 place de la Mairie" in text and "article 9-2 b" in text
    for heading in ("Nécessité et proportionnalité", "Les droits des personnes", "Accès illégitime à des données",
                    "Modification non désirée de données", "Disparition de données", "Supports", "Portabilité",
                    "Prochain réexamen", "Vraisemblance"):  # fmt: skip
        assert heading in text, heading
    assert text.count("À compléter") >= 15, "the officer sees what is theirs"


def test_each_measure_and_each_consent_names_a_test_that_is_there() -> None:
    known = data_protection.read_data_protection()
    named = [one["test"] for risk in known["risks"] for one in risk["measures"]]
    named += [one["test"] for one in known["consents"]]
    for place in named:
        path, _, name = place.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), place


@pytest.mark.parametrize("part", ["kept_cases", "kept", "consents", "risks"])
def test_no_row_is_left_half_written(part: str) -> None:
    assert all(all(row.values()) for row in data_protection.read_data_protection()[part])
