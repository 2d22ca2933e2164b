"""A person is told what their answers are for, who reads them, how long, and what they may ask."""

from msgspec.structs import replace

from kiosk.domain.language.text import Text
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.notice import BASES, Channel, Keeping, Notice
from kiosk.domain.procedure.procedure import Procedure, Service
from kiosk.services.box.box import Box
from kiosk.services.procedures import privacy_notice
from kiosk.words.words import Words
from tests.domain.samples import a_procedure

SITE = Site("SA", "Mairie de Saint-Aubin", "1 place de la Mairie", "02 99 00 00 00")


def procedure(notice: Notice, **more: object) -> Procedure:
    service = Service("voirie", Text("Service de la voirie"))
    return a_procedure(notice=notice, **{"service": service, "source": "Délibération du 3 mars 2024", **more})


SHORT = procedure(Notice("public_task", Keeping(months=12)))


def test_the_shortest_notice_is_whole_sentences() -> None:
    result = privacy_notice.notice_in_words(SHORT, Channel.AT_THE_DESK, 30, SITE, Words())
    assert result.serves == "Vos réponses servent à traiter votre demande."
    assert result.read_by == (
        "Elles sont lues par le conseiller qui vous aide et ce service\u00a0: Service de la voirie."
    )
    assert result.kept == (
        "Ce poste les garde 30\u00a0jours après leur envoi. "
        "Le service les garde encore 1\u00a0an après sa réponse, puis les efface."
    )
    assert result.law.endswith("(RGPD, article 6-1 e). Texte\u00a0: Délibération du 3 mars 2024.")
    assert result.controller == "Mairie de Saint-Aubin, 1 place de la Mairie"


def test_whom_the_hub_passes_cases_on_to_is_told_by_service() -> None:
    others = ("le Département d’Ille-et-Vilaine", "voirie: la société des routes", "ccas: le CCAS de Rennes")
    site = replace(SITE, recipients=others)
    told = privacy_notice.notice_in_words(SHORT, Channel.AT_THE_DESK, 30, site, Words()).read_by
    assert told.endswith("Service de la voirie, le Département d’Ille-et-Vilaine et la société des routes.")
    assert "CCAS" not in told


def test_alone_at_a_terminal_nothing_stays_and_no_mediator_reads() -> None:
    result = privacy_notice.notice_in_words(SHORT, Channel.ALONE, 0, SITE, Words())
    assert result.kept.startswith("Ce poste les efface dès leur envoi.")
    assert "conseiller" not in result.read_by


def test_what_ships_is_told_in_each_manner_of_speaking(box: Box) -> None:
    result = box.catalogue.get("birth-certificate")
    assert result is not None
    results = [
        privacy_notice.notice_in_words(result, Channel.AT_THE_DESK, 30, box.site, words)
        for words in (box.words(), box.words(plain=True), box.words("en"))
    ]
    assert [line.serves for line in results] == [
        "Vos réponses servent à retrouver l’acte, vérifier qui peut l’obtenir et vous remettre le document.",
        "Vos réponses servent à trouver l’acte et vous donner le document.",
        "Your answers are used to find the record, check who may have it and give you the document.",
    ]
    assert "le service de l’état civil" in results[0].read_by and "the civil registry office" in results[2].read_by


def test_a_preparation_is_not_kept_until_an_answer_that_never_comes(box: Box) -> None:
    result = box.catalogue.get("identity-document")
    assert result is not None
    assert "Le service les garde 6\u00a0mois, puis les efface." in privacy_notice.retention_in_words(
        result, 30, box.words()
    )


def test_a_length_of_time_is_said_in_its_simplest_unit() -> None:
    for keeping in [(0, 1), (0, 6), (0, 12), (0, 18), (0, 24), (1, 0), (90, 0)]:
        expected = {
            (0, 1): "1 mois", (0, 6): "6 mois", (0, 12): "1 an", (0, 18): "18 mois", (0, 24): "2 ans", (1, 0): "1 jour",
            (90, 0): "90 jours",
        }  # fmt: skip
        assert privacy_notice.span(Keeping(*keeping), Words()).replace("\u00a0", " ") == expected[keeping]


def test_each_basis_gives_its_own_rights_and_has_its_words() -> None:
    always = {"copy", "correct", "limit", "erase"}
    more = {base: set(privacy_notice.rights(base)) - always for base in BASES}
    assert more == {
        "consent": {"withdraw", "move"}, "contract": {"move"}, "legal_obligation": set(), "vital_interests": set(),
        "public_task": {"object"},
    }  # fmt: skip
    for language in ("fr", "en"):
        words = Words(language)
        assert all(words.has("basis", base) for base in BASES)
        assert all(words.has("right", right) for right in privacy_notice.RIGHTS)


def test_one_asks_the_procedure_s_officer_else_the_town_hall_s_else_the_town_hall() -> None:
    own = procedure(Notice("public_task", Keeping(months=12), officer="dpo@voirie.example"))
    officer = Site("SA", "Mairie de Saint-Aubin", officer="dpo@agglo.example")
    assert privacy_notice.contact(own, officer) == "dpo@voirie.example"
    assert privacy_notice.contact(SHORT, officer) == privacy_notice.contact(None, officer) == "dpo@agglo.example"
    assert privacy_notice.contact(SHORT, SITE) == "Mairie de Saint-Aubin, 02 99 00 00 00"
