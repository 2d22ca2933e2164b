"""What a case puts in the place of the words in braces."""

from hub.cases.cases import read_case
from hub.hub import Hub
from hub.message_templates.case_values import values_of
from kiosk.domain.events.reference import spoken
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.domain.replies.message_template import Blank
from kiosk.words.words import Words
from tests.hub.samples import SERVICE, Box

PAPERS = (AskedPaper("", "identity", "Pièce d’identité"), AskedPaper("", "", "La page 3 du bail"))


def test_every_word_has_its_value_in_the_readers_language(hub: Hub, box: Box) -> None:
    title = "Demander une copie d’un acte de naissance"
    procedure = {"id": "birth-certificate", "version": 1, "kind": "deposited", "title": title, "theme": "papiers"}
    box.send(sent := box.submitted(procedure=procedure))
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
    french = dict(values_of(case, PAPERS, "2026-12-24", Words()))
    assert french == {
        Blank.NUMBER: spoken(sent["reference"]),
        Blank.PROCEDURE: title,
        Blank.NAME: "Awa Benali",
        Blank.DEPOSITED: "24 novembre 2026",
        Blank.PAPERS: "Pièce d’identité et La page 3 du bail",
        Blank.PAPERS_BY: "24 décembre 2026",
        Blank.SERVICE: SERVICE["name"],
        Blank.PHONE: SERVICE["phone"].replace(" ", "\N{NO-BREAK SPACE}"),
        Blank.EMAIL: SERVICE["email"],
        Blank.ADDRESS: SERVICE["address"],
        Blank.TOWN_HALL: "Mairie de Saint-Aubin",
    }
    arabic = values_of(case, PAPERS, "2026-12-24", Words("ar"))
    assert arabic[Blank.PAPERS_BY] == "24 ديسمبر 2026"
    assert arabic[Blank.PROCEDURE] != french[Blank.PROCEDURE], "the procedure ships with Parvis"
    assert arabic[Blank.NAME] == "Awa Benali" and "La page 3 du bail" in arabic[Blank.PAPERS], "free words stay French"


def test_what_is_not_chosen_or_is_no_day_is_nothing(hub: Hub, box: Box) -> None:
    box.send(sent := box.submitted(service={"id": "ccas", "name": "CCAS"}))
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
    values = values_of(case, (), "hier", Words())
    assert [blank for blank in values if not values[blank]] == [
        Blank.PAPERS, Blank.PAPERS_BY, Blank.PHONE, Blank.EMAIL, Blank.ADDRESS
    ]  # fmt: skip
