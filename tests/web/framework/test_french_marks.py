"""French in a page of another language bears its language, wherever an element can stand."""

from kiosk.web.filters import marked
from kiosk.words.words import CLOSES, OPENS


def french(words: str) -> str:
    return f"{OPENS}{words}{CLOSES}"


def test_in_the_text_it_is_an_element() -> None:
    assert marked(f"<p>{french('Bonjour')}</p>") == '<p><span lang="fr" dir="ltr">Bonjour</span></p>'


def test_one_inside_another_stays_well_formed() -> None:
    page = marked(f"<p>{french('Le ' + french('maire'))}</p>")
    assert page.count("<span ") == page.count("</span>") == 2


def test_where_no_element_can_stand_the_words_are_left_alone() -> None:
    for around in ('<a title="{}">', "<title>{}</title>", "<option>{}</option>", "<textarea>{}</textarea>"):
        assert marked(around.format(french("Bonjour"))) == around.format("Bonjour"), around
