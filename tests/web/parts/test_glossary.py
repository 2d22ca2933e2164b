"""A page of a step, of a procedure and of a paper explains the words of administration that it says."""

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.web.questions import explained
from kiosk.words.words import Words
from tests.catalogue.samples import SHIPPED
from tests.gallery.site.page import Browser

FRENCH, PLAIN = Words(), Words(plain=True)
HOUSING = load_procedure(next(path for path in SHIPPED if path.stem == "social-housing"))


def terms(*shown: object, words: Words = FRENCH) -> list[str]:
    return [word.term.text for word in explained(HOUSING, words, *shown)]


def test_the_words_of_questions_choices_and_helps_are_explained() -> None:
    situation = next(step for step in HOUSING.steps if step.id == "situation")
    assert {"Pacs", "CDI", "CDD"} <= set(terms(situation.title, situation.fields))


def test_the_words_of_a_document_are_explained_where_its_question_stands() -> None:
    papers = HOUSING.steps[-1]
    assert "Titre de séjour" in terms(papers.fields) and "Titre de séjour" not in terms(papers.title, papers.help)


def test_only_the_variant_that_a_person_reads_is_explained() -> None:
    lease = HOUSING.document("lease")
    assert "Quittance" in terms(lease) and "Quittance" not in terms(lease, words=PLAIN)


def test_the_introduction_explains_and_a_page_without_such_words_says_nothing(desk: Browser) -> None:
    page = desk.get("/procedures/social-housing")
    assert "Mots expliqués" in page.words("h2")
    assert {"Guichet enregistreur", "Titre de séjour"} <= set(page.words(".explained summary"))
    assert not desk.get("/procedures").all(".explained")


def test_the_list_of_what_to_bring_explains_too(desk: Browser) -> None:
    page = desk.get("/procedures/emergency-aid/checklist")
    assert "Quittance" in page.words(".explained summary")
    assert any(means.startswith("C’est le reçu du loyer") for means in page.words(".explained p"))
