"""What a case puts in the place of the words in braces, and the templates that ship."""

from datetime import date

from hub.hub import Hub
from hub.message_templates import STATES, advice_of, sample_values, shipped_templates, shown_as, values_of_case
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.wire.statements import RequestedPaper
from kiosk.domain.replies.message_template import Blank, MessageTemplate, blanks_in
from kiosk.words.languages import list_languages
from kiosk.words.words import Words
from tests.hub.samples import SERVICE, Box, case_of

PAPERS = (RequestedPaper("", "identity", "Pièce d’identité"), RequestedPaper("", "", "La page 3 du bail"))


def test_every_word_has_its_value_in_the_readers_language(hub: Hub, box: Box) -> None:
    title = "Demander un acte de naissance"
    procedure = {"id": "birth-certificate", "version": 1, "kind": "deposited", "title": title, "theme": "papiers"}
    box.send(sent := box.submitted(procedure=procedure))
    case = case_of(hub, sent["reference"])
    french = dict(values_of_case(case, PAPERS, "2026-12-24", Words()))
    assert french == {
        Blank.NUMBER: format_reference(sent["reference"]),
        Blank.PROCEDURE: title,
        Blank.NAME: "Awa Benali",
        Blank.DEPOSITED: "24 novembre 2026",
        Blank.PAPERS: "pièce d’identité et la page 3 du bail",
        Blank.PAPERS_BY: "24 décembre 2026",
        Blank.SERVICE: SERVICE["name"],
        Blank.PHONE: SERVICE["phone"].replace(" ", "\N{NO-BREAK SPACE}"),
        Blank.EMAIL: SERVICE["email"],
        Blank.ADDRESS: SERVICE["address"],
        Blank.TOWN_HALL: "Mairie de Saint-Aubin",
    }
    arabic = values_of_case(case, PAPERS, "2026-12-24", Words("ar"))
    assert arabic[Blank.PAPERS_BY] == "24 ديسمبر 2026"
    assert arabic[Blank.PROCEDURE] != french[Blank.PROCEDURE], "the procedure ships with Parvis"
    assert arabic[Blank.NAME] == "Awa Benali" and "la page 3 du bail" in arabic[Blank.PAPERS], "free words stay French"


def test_what_is_not_chosen_or_is_no_day_is_nothing(hub: Hub, box: Box) -> None:
    box.send(sent := box.submitted(service={"id": "ccas", "name": "CCAS"}))
    case = case_of(hub, sent["reference"])
    values = values_of_case(case, (), "hier", Words())
    assert [blank for blank in values if not values[blank]] == [
        Blank.PAPERS, Blank.PAPERS_BY, Blank.PHONE, Blank.EMAIL, Blank.ADDRESS
    ]  # fmt: skip


TODAY = date(2026, 12, 1)


def test_every_word_has_a_value_whatever_the_template_is_for() -> None:
    for procedure in ["", "Demander un acte de naissance", "nothing-of-the-kind"]:
        template = MessageTemplate("", "", {}, procedure=procedure)
        for language in ("fr", "ar"):
            values = sample_values(template, language, TODAY)
            assert [blank for blank in Blank if not values.get(blank)] == [Blank.TO_WRITE]


def test_it_is_shown_in_the_language_of_its_text() -> None:
    template = MessageTemplate("", "Le {date limite}", {"ar": "في {date limite}"})
    assert shown_as(template, "fr", TODAY) == "Le 31 décembre 2026"
    assert shown_as(template, "ar", TODAY) == "في 31 ديسمبر 2026"


def test_each_is_plain_and_is_said_in_every_language() -> None:
    for template in shipped_templates().values():
        assert list(advice_of(template.words)) == []
        assert set(template.texts) == set(list_languages())
        for language in template.texts:
            assert "XX" in shown_as(template, language, date(2026, 12, 1)), "the number is in it"


def test_there_is_one_for_each_kind_of_answer() -> None:
    assert [template.state for template in shipped_templates().values()] == list(STATES)


def test_none_refuses_somebody_without_a_reason() -> None:
    """A refusal states its grounds (CRPA L. 211-2)."""
    assert Blank.TO_WRITE in blanks_in(shipped_templates()["Demande refusée"].words)
