"""The register of processing says, of every procedure, what its file says and what only the town hall can add."""

import csv
import re
from io import StringIO

from msgspec.structs import replace

from kiosk.domain.language.text import Text
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.notice import Keeping, Notice
from kiosk.domain.procedure.procedure import Field
from kiosk.services.box.box import Box
from kiosk.services.upkeep import gdpr_register
from kiosk.words.words import Words
from tests.domain.samples import a_field, a_procedure, a_step

FRENCH = Words()
SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", officer="dpo@agglo.example")


def cells(box: Box, site: Site = SITE, hub_url: str = "https://hub.example") -> list[dict[str, str]]:
    entries = gdpr_register.entries(box.catalogue.procedures, site, hub_url, 30, FRENCH)
    return [dict(zip(gdpr_register.COLUMNS, entry.cells, strict=True)) for entry in entries]


def test_every_procedure_and_the_people_who_work_here_have_their_entry(box: Box) -> None:
    titles = [cell["title"] for cell in cells(box)]
    assert titles == [procedure.title.text for procedure in box.catalogue.procedures] + [
        "Messages qui préviennent la personne",
        "Ce qui est noté d’une personne, et les appels",
        "Recherche par nom et reçu perdu",
        "Comptes des conseillers et journal",
    ]
    assert "Demander une copie d’un acte de naissance" in titles
    assert all(cell.strip() for entry in cells(box) for cell in entry.values())


def test_what_is_asked_of_each_of_several_people_is_in_the_register_too(box: Box) -> None:
    school = next(cell for cell in cells(box) if cell["title"].startswith("Inscrire un enfant"))
    assert "personnes nommées" in school["people"]
    assert "Ville et pays de naissance" in school["data"] and "Lien avec l’enfant" in school["data"]


def test_an_entry_says_what_article_30_asks(box: Box) -> None:
    birth = next(cell for cell in cells(box) if "acte de naissance" in cell["title"])
    assert birth["controller"] == "Mairie de Saint-Aubin, 1 place de la Mairie, 02 99 00 00 00"
    assert birth["officer"] == "dpo@agglo.example"
    assert birth["purpose"].startswith("retrouver l’acte")
    assert "article 6-1 e" in birth["basis"] and "article 101-1" in birth["basis"]
    assert "enfants mineurs" in birth["people"] and "personnes nommées" in birth["people"]
    for words in ("identité (", "Nom de naissance", "naissance (Date de naissance)", "coordonnées (", "Téléphone"):
        assert words in birth["data"], words
    assert "papiers montrés ou joints (" in birth["data"] and "Votre lien" in birth["data"]
    assert birth["recipients"] == "le conseiller de la mairie et le service de l’état civil"
    assert "https://hub.example" in birth["abroad"]
    assert "30\u00a0jours" in birth["kept"] and "1\u00a0an" in birth["kept"] and "Sur une borne" in birth["kept"]


def test_what_the_service_writes_itself_is_data_of_the_person_too(box: Box) -> None:
    of = {cell["title"]: "notes internes" in cell["data"] for cell in cells(box)}
    decided_here = {procedure.title.text: procedure.kind == "deposited" for procedure in box.catalogue.procedures}
    assert {title: of[title] for title in decided_here} == decided_here and len(set(of.values())) == 2


def test_a_search_by_name_says_what_nobody_keeps(box: Box) -> None:
    search = next(cell for cell in cells(box) if cell["title"] == "Recherche par nom et reçu perdu")
    assert "année de naissance" in search["data"] and "sans numéro de papier" in search["data"]
    assert "ne sont pas gardés" in search["kept"] and "12 mois" in search["kept"]


def test_whom_the_hub_passes_cases_on_to_stands_in_the_register(box: Box) -> None:
    site = replace(SITE, recipients=("le Département", "ccas: le CCAS de Rennes"))
    birth = next(cell for cell in cells(box, site) if "acte de naissance" in cell["title"])
    assert birth["recipients"] == "le conseiller de la mairie, le service de l’état civil et le Département"


def test_what_only_the_town_hall_can_say_is_marked(box: Box) -> None:
    bare = cells(box, replace(SITE, officer=""), "")[0]
    assert "À compléter" in bare["officer"]
    assert "aucun système central" in bare["abroad"]


def test_each_question_falls_into_one_category() -> None:
    def category(kind: str, role: str = "") -> str:
        field: Field = a_field(kind, role=role)
        return gdpr_register.category(field)

    assert category("text", "person.birth_name") == category("text", "applicant.family_name") == "identity"
    assert category("date", "person.birth_date") == "birth"
    assert category("text", "contact.phone") == category("phone") == category("address") == "contact"
    assert category("document") == "papers"
    assert category("choice") == category("long_text") == "answers"


def test_a_procedure_for_oneself_that_asks_a_number_concerns_nobody_else() -> None:
    alone = a_procedure(a_step("one", a_field("number")), for_whom=("myself",))
    entry = gdpr_register.entries([alone], SITE, "", 30, FRENCH)[0]
    assert (
        dict(zip(gdpr_register.COLUMNS, entry.cells, strict=True))["people"] == "la personne concernée par la demande"
    )


def test_the_page_has_one_table_an_entry_and_no_cell_breaks_it() -> None:
    odd = a_procedure(
        title=Text("Un titre | avec\nun trait"), notice=Notice("consent", Keeping(days=3), officer="A | B")
    )
    page = gdpr_register.markdown(gdpr_register.entries([odd], SITE, "", 30, FRENCH), SITE, FRENCH)
    assert page.startswith("# Registre des traitements\u00a0: Mairie de Saint-Aubin\n")
    assert "## Un titre \\| avec un trait\n" in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {3}
    assert len(rows) == 5 * len(gdpr_register.COLUMNS)


def test_the_spreadsheet_reads_back_and_holds_no_formula() -> None:
    odd = a_procedure(title=Text('=HYPERLINK("x")'), notice=Notice("consent", Keeping(days=3), officer='+33 2, "dpo"'))
    entries = gdpr_register.entries([odd], SITE, "", 30, FRENCH)
    rows = list(csv.reader(StringIO(gdpr_register.table(entries, FRENCH))))
    assert rows[0][:3] == ["Traitement", "Responsable", "Délégué à la protection des données"]
    assert rows[1][0] == '\'=HYPERLINK("x")' and rows[1][2] == '\'+33 2, "dpo"'
    assert {len(row) for row in rows} == {len(gdpr_register.COLUMNS)}
