"""Procedures at a town hall: what is said of data, the register, versions that are kept, favourites, communes."""

import csv
import dataclasses
import re
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.catalogue.define.catalogue import LiveCatalogue, open_catalogue
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import REVIEW
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import Preferences
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.facts import Evidence
from kiosk.domain.procedure.notice import BASES, Keeping, Notice
from kiosk.domain.procedure.procedure import Channel, Field, Procedure, Service
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, take_settings
from kiosk.services.drafts import drafts, group_items, submit_case
from kiosk.services.procedures import look_up
from kiosk.services.submitted import follow_case
from kiosk.services.upkeep import gdpr_register
from kiosk.settings import Settings
from kiosk.store import people
from kiosk.words.words import Words
from tests.domain.samples import a_field, a_procedure, a_step
from tests.gallery.site.gestures import BY_TOUCH
from tests.gallery.site.household import FORMS, LINA, PROCEDURE, at_household

SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00")


def procedure(notice: Notice, **more: object) -> Procedure:
    service = Service("voirie", Text("Service de la voirie"))
    return a_procedure(
        notice=notice, **{"service": service, "evidence": Evidence("Délibération du 3 mars 2024"), **more}
    )


SHORT = procedure(Notice("public_task", Keeping(months=12)))


def test_the_shortest_notice_is_whole_sentences() -> None:
    result = look_up.notice_in_words(SHORT, Channel.AT_THE_DESK, 30, SITE, Words())
    assert result.serves == "Vos réponses servent à traiter votre demande."
    assert result.read_by == (
        "Elles sont lues par le conseiller qui vous aide et ce service\u00a0: Service de la voirie."
    )
    assert result.kept == (
        "La mairie les garde ici 30\u00a0jours après leur envoi. "
        "Le service les garde encore 1\u00a0an après sa réponse. "
        "Puis, avec l’accord des archives, il les efface ou les leur donne."
    )
    assert result.law.endswith("(RGPD, article 6-1 e). Texte\u00a0: Délibération du 3 mars 2024.")
    assert result.controller == "Mairie de Saint-Aubin, 1 place de la Mairie"
    result = look_up.notice_in_words(SHORT, Channel.ALONE, 0, SITE, Words())
    assert result.kept.startswith("Elles sont effacées d’ici dès leur envoi.")
    assert "conseiller" not in result.read_by


def test_whom_the_hub_passes_cases_on_to_is_told_by_service() -> None:
    others = ("le Département d’Ille-et-Vilaine", "voirie: la société des routes", "ccas: le CCAS de Rennes")
    site = replace(SITE, recipients=others)
    told = look_up.notice_in_words(SHORT, Channel.AT_THE_DESK, 30, site, Words()).read_by
    assert told.endswith("Service de la voirie, le Département d’Ille-et-Vilaine et la société des routes.")
    assert "CCAS" not in told


def test_what_ships_is_told_in_each_manner_of_speaking(box: Box) -> None:
    result = box.catalogue.get("birth-certificate")
    assert result is not None
    results = [
        look_up.notice_in_words(result, Channel.AT_THE_DESK, 30, box.site, words)
        for words in (box.words(), box.words(plain=True), box.words("en"))
    ]
    assert [line.serves for line in results] == [
        "Vos réponses servent à retrouver l’acte, vérifier qui peut l’obtenir et vous remettre le document.",
        "Vos réponses servent à trouver l’acte et vous donner le document.",
        "Your answers are used to find the record, check who may have it and give you the document.",
    ]
    assert "le service de l’état civil" in results[0].read_by and "the civil registry office" in results[2].read_by


def test_a_length_of_time_is_said_in_its_simplest_unit(box: Box) -> None:
    for keeping in [(0, 1), (0, 6), (0, 12), (0, 18), (0, 24), (1, 0), (90, 0)]:
        expected = {
            (0, 1): "1 mois", (0, 6): "6 mois", (0, 12): "1 an", (0, 18): "18 mois", (0, 24): "2 ans", (1, 0): "1 jour",
            (90, 0): "90 jours",
        }  # fmt: skip
        assert look_up.span(Keeping(*keeping), Words()).replace("\u00a0", " ") == expected[keeping]
    result = box.catalogue.get("identity-document")
    assert result is not None
    assert "Le service les garde 6\u00a0mois, puis les efface." in look_up.retention_in_words(result, 30, box.words())


def test_each_basis_gives_its_own_rights_and_has_its_words() -> None:
    always = {"copy", "correct", "limit", "erase"}
    more = {base: set(look_up.rights(base)) - always for base in BASES}
    assert more == {
        "consent": {"withdraw", "move"}, "contract": {"move"}, "legal_obligation": set(), "vital_interests": set(),
        "public_task": {"object"},
    }  # fmt: skip
    for language in ("fr", "en"):
        words = Words(language)
        assert all(words.has("basis", base) for base in BASES)
        assert all(words.has("right", right) for right in look_up.RIGHTS)


def test_one_asks_the_procedure_s_officer_else_the_town_hall_s_else_the_town_hall() -> None:
    own = procedure(Notice("public_task", Keeping(months=12), officer="dpo@voirie.example"))
    officer = Site("SA", "Mairie de Saint-Aubin", officer="dpo@agglo.example")
    assert look_up.contact(own, officer, Words()) == "dpo@voirie.example"
    assert look_up.contact(SHORT, officer, Words()) == look_up.contact(None, officer, Words()) == "dpo@agglo.example"
    assert look_up.contact(SHORT, SITE, Words()) == "Mairie de Saint-Aubin, 02 99 00 00 00"


def of_ccas(box: Box, site: Site) -> look_up.PrivacyNotice:
    aid = box.catalogue.get("emergency-aid")
    assert aid is not None
    return look_up.notice_in_words(aid, Channel.AT_THE_DESK, 0, site, Words())


def test_whoever_asks_the_ccas_for_help_reads_that_the_ccas_answers_for_their_data(box: Box) -> None:
    told = of_ccas(box, SITE)
    assert told.controller == "Centre communal d’action sociale, 1 place de la Mairie"
    assert "secret professionnel" in told.read_by
    named = of_ccas(box, replace(SITE, officer="dpo@agglo.example", controllers=("ccas: CCAS du Four, 2 rue du Four",)))
    assert (named.controller, named.contact) == ("CCAS du Four, 2 rue du Four", "dpo@agglo.example")
    own = replace(SITE, officer="dpo@agglo.example", controllers=("ccas: CCAS du Four ; dpo@ccas.example",))
    told = of_ccas(box, own)
    assert (told.controller, told.contact) == ("CCAS du Four, 1 place de la Mairie", "dpo@ccas.example")
    bare = of_ccas(box, replace(SITE, controllers=("ccas: CCAS",)))  # as the wizard writes it where no name is given
    assert bare.controller == bare.contact == "CCAS, 1 place de la Mairie", "a notice says where to write"
    town_hall = look_up.notice_in_words(SHORT, Channel.AT_THE_DESK, 30, own, Words())
    assert town_hall.controller == "Mairie de Saint-Aubin, 1 place de la Mairie"
    assert town_hall.contact == "dpo@agglo.example"


def test_where_there_is_no_ccas_nobody_is_promised_its_secrecy(box: Box) -> None:
    told = of_ccas(box, replace(SITE, controllers=("ccas:",)))
    assert told.controller == "Mairie de Saint-Aubin, 1 place de la Mairie"
    assert "les agents de la mairie" in told.read_by
    assert "CCAS" not in told.read_by and "secret" not in told.read_by


def test_where_there_is_no_ccas_nobody_is_sent_to_one(box: Box) -> None:
    take_settings(box, dataclasses.replace(box.settings, controllers=("ccas:",)))
    for name in ("emergency-aid", "health-cover", "disability-request"):
        for procedure in (look_up.get_offered_procedure(box, name), box.catalogue.get(name)):
            assert procedure is not None and procedure.service.name.text == box.site.name
    aid = look_up.get_offered_procedure(box, "emergency-aid")
    told = [text for field in aid.fields() for text in (field.label, field.help)]
    told += [aid.remedies, *(paper.why for paper in aid.documents), *(step.help for step in aid.steps)]
    assert not [text for text in told if "CCAS" in f"{text.text} {text.plain}"]


def test_what_touches_health_says_by_what_reason_and_who_else_is_named_is_told_of(box: Box) -> None:
    told = {
        procedure.id: look_up.notice_in_words(procedure, Channel.AT_THE_DESK, 0, SITE, Words())
        for procedure in box.catalogue.procedures
    }
    articles = {name: one.sensitive.partition("article ")[2][:5] for name, one in told.items() if one.sensitive}
    assert articles == {
        "disability-request": "9-2 b", "emergency-aid": "9-2 b", "health-cover": "9-2 b", "social-housing": "9-2 g",
        "change-of-address": "9-2 g",
    }  # fmt: skip
    assert "l’autre parent et les personnes qui viennent chercher l’enfant" in told["school-registration"].others
    assert told["street-problem"].others == ""


CHANGED = PROCEDURE.replace("label: Depuis le", "label: Depuis quel jour").replace("most: 2", "most: 1")


def after(box: Box, text: str) -> Box:
    file = box.settings.paths.procedures / "household.yaml"
    file.write_text(text, "utf-8") if text else file.unlink()
    return dataclasses.replace(box, live_catalogue=LiveCatalogue(open_catalogue([box.settings.paths.procedures])))


@pytest.mark.parametrize("text", [CHANGED, "", "id: ["], ids=["changed", "gone", "broken"])
def test_a_draft_finishes_on_the_version_it_began(town: tuple[Box, Actor], text: str) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer_group_item(box, case_id, "people", 1, LINA, Preferences(), nadia)
    box = after(box, text)
    group_items.answer_group_item(
        box, case_id, "people", 2, LINA, Preferences(), nadia
    )  # the new file has room for one
    for step, form in (("people", {}), ("more", FORMS["opens"]), ("more", FORMS["right"])):
        drafts.answer_step(box, case_id, step, form, Preferences(), nadia)
    assert open_case(box, case_id, nadia).case.position == REVIEW.kept
    submitted = submit_case.submit_case(box, case_id, nadia, BY_TOUCH)
    body = follow_case.follow_case(box, submitted.reference, nadia).submitted
    assert body is not None
    assert "Depuis le" in [row["label"] for row in body["answers"]]


def test_whoever_begins_now_is_asked_the_new_questions(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    old = at_household(box, nadia)
    box = after(box, CHANGED)
    new = at_household(box, nadia)
    labels = [
        next(field.label.text for field in open_case(box, item, nadia).procedure.fields() if field.id == "day")
        for item in (old, new)
    ]
    assert labels == ["Depuis le", "Depuis quel jour"]


def test_a_version_number_that_nobody_raised_hides_no_change(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    box = after(box, CHANGED)
    kept = look_up.find_procedure_of_case(box, box.store.read(), case_id)
    assert kept is not None and kept.version == box.catalogue.procedures[0].version
    assert kept.sha256 != box.catalogue.procedures[0].sha256


def test_a_case_without_its_file_and_without_a_procedure_is_refused_in_words(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    with box.store.write() as db:
        db.conn.execute("DELETE FROM procedure_files")
    with pytest.raises(Refused, match="no-such-procedure"):
        open_case(after(box, ""), case_id, nadia)


def test_favourites_stand_in_their_order_and_only_what_is_offered_is_one(box: Box, nadia: Actor) -> None:
    with box.store.write() as db:
        people.insert_favourite(db, nadia.mediator_id, "gone", box.clock.now())
    assert look_up.list_offered_favourites(box, nadia) == []
    with pytest.raises(Refused, match=Refusal.NO_SUCH_PROCEDURE):
        look_up.set_favourite(box, "gone", True, nadia)
    for word in ("identity-document", "birth-certificate"):
        look_up.set_favourite(box, word, True, nadia)
    assert [row.id for row in look_up.list_offered_favourites(box, nadia)] == ["identity-document", "birth-certificate"]
    look_up.set_favourite(box, "identity-document", False, nadia)
    assert [row.id for row in look_up.list_offered_favourites(box, nadia)] == ["birth-certificate"]


def test_the_site_s_own_postal_code_says_where_it_is(box: Box) -> None:
    for address, home in [
        ("1 place de la Mairie, 35140 Saint-Aubin", "35140"), ("", ""), ("Route 123456", ""),
        ("97400 Saint-Denis", "97400"),
    ]:  # fmt: skip
        moved = dataclasses.replace(box, settings=dataclasses.replace(box.settings, site_address=address))
        assert look_up.places_of(moved).home == home
    assert look_up.places_of(box).like("sa")[0].department == "35"


FRENCH = Words()
SETTINGS = Settings(data=Path())
REGISTERED = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00", officer="dpo@agglo.example")


def cells(
    box: Box, site: Site = REGISTERED, hub_url: str = "https://hub.example"
) -> tuple[gdpr_register.RegisterEntry, ...]:
    return gdpr_register.list_register_entries(box.catalogue.procedures, site, hub_url, SETTINGS, FRENCH)


def test_every_procedure_and_the_people_who_work_here_have_their_entry(box: Box) -> None:
    titles = [cell["title"] for cell in cells(box)]
    assert titles == [procedure.title.text for procedure in box.catalogue.procedures] + [
        "Messages qui préviennent la personne",
        "Mandats donnés à l’accueil",
        "Ce qui est noté d’une personne, et les appels",
        "Recherche par nom et reçu perdu",
        "Comptes des conseillers et journal",
    ]
    assert "Demander un acte de naissance" in titles
    assert all(cell.strip() for entry in cells(box) for cell in entry.values())


def test_an_entry_says_what_article_30_asks(box: Box) -> None:
    school = next(cell for cell in cells(box) if cell["title"].startswith("Inscrire un enfant"))
    assert "les personnes qui viennent chercher l’enfant" in school["people"]
    assert "Ville et pays de naissance" in school["data"] and "Lien avec l’enfant" in school["data"]
    birth = next(cell for cell in cells(box) if "acte de naissance" in cell["title"])
    assert birth["controller"] == "Mairie de Saint-Aubin, 1 place de la Mairie, 02 99 00 00 00"
    assert birth["officer"] == "dpo@agglo.example"
    assert birth["purpose"].startswith("retrouver l’acte") and birth["purpose"].endswith("à la personne")
    assert birth["sensitive"] == "Aucune n’est demandée."
    assert "article 6-1 e" in birth["basis"] and "article 101-1" in birth["basis"]
    assert "enfants mineurs" in birth["people"] and "les parents" in birth["people"]
    for words in ("identité (", "Nom de naissance", "naissance (Date de naissance)", "coordonnées (", "Téléphone"):
        assert words in birth["data"], words
    assert "papiers montrés ou joints (" in birth["data"] and "Votre lien" in birth["data"]
    assert birth["recipients"] == "le conseiller de la mairie et le service de l’état civil"
    assert "https://hub.example" in birth["abroad"]
    assert "30\u00a0jours" in birth["kept"] and "1\u00a0an" in birth["kept"] and "Sur une borne" in birth["kept"]
    site = replace(REGISTERED, recipients=("le Département", "ccas: le CCAS de Rennes"))
    birth = next(cell for cell in cells(box, site) if "acte de naissance" in cell["title"])
    assert birth["recipients"] == "le conseiller de la mairie, le service de l’état civil et le Département"
    bare = cells(box, replace(REGISTERED, officer=""), "")[0]
    assert "À compléter" in bare["officer"]
    assert "aucun système central" in bare["abroad"]
    search = next(cell for cell in cells(box) if cell["title"] == "Recherche par nom et reçu perdu")
    assert "année de naissance" in search["data"] and "sans son numéro" in search["data"]
    assert "ne sont pas gardés" in search["kept"] and "12 mois" in search["kept"]


def test_the_register_speaks_of_the_person_and_lists_no_sentence_of_a_stop_as_data(box: Box) -> None:
    labels = {
        field.label.text
        for procedure in box.catalogue.procedures
        for field in procedure.fields()
        if find_field_kind(field.kind).ends
    }
    assert labels
    for cell in cells(box):
        said = " ".join(cell[name] for name in ("purpose", "sensitive", "people", "recipients"))
        assert not re.search(r"\b(vous|votre|vos)\b", said, re.IGNORECASE), said
        assert not [label for label in labels if label in cell["data"]], cell["title"]


def test_the_register_names_the_ccas_and_what_touches_health(box: Box) -> None:
    site = replace(REGISTERED, controllers=("ccas: CCAS du Four, 2 rue du Four ; dpo@ccas.example",))
    aid = next(cell for cell in cells(box, site) if cell["title"].startswith("Demander une aide"))
    assert (aid["controller"], aid["officer"]) == ("CCAS du Four, 2 rue du Four", "dpo@ccas.example")
    assert "article 9-2 b" in aid["sensitive"]
    mandates = next(cell for cell in cells(box, site) if cell["title"] == "Mandats donnés à l’accueil")
    assert "6-1 a" in mandates["basis"] and mandates["kept"].startswith("6 ans")


def test_what_the_service_writes_itself_is_data_of_the_person_too(box: Box) -> None:
    of = {cell["title"]: "notes internes" in cell["data"] for cell in cells(box)}
    decided_here = {procedure.title.text: procedure.kind == "deposited" for procedure in box.catalogue.procedures}
    assert {title: of[title] for title in decided_here} == decided_here and len(set(of.values())) == 2


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
    entry = gdpr_register.list_register_entries([alone], REGISTERED, "", SETTINGS, FRENCH)[0]
    assert entry["people"] == "la personne concernée par la demande"


def test_the_spreadsheet_reads_back_and_holds_no_formula() -> None:
    odd = a_procedure(title=Text('=HYPERLINK("x")'), notice=Notice("consent", Keeping(days=3), officer='+33 2, "dpo"'))
    entries = gdpr_register.list_register_entries([odd], REGISTERED, "", SETTINGS, FRENCH)
    rows = list(csv.reader(StringIO(gdpr_register.format_register_csv(entries, FRENCH))))
    assert rows[0][:3] == ["Traitement", "Responsable", "Délégué à la protection des données"]
    assert rows[1][0] == '\'=HYPERLINK("x")' and rows[1][2] == '\'+33 2, "dpo"'
    assert {len(row) for row in rows} == {len(gdpr_register.COLUMNS)}
