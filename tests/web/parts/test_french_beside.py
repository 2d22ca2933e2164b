"""French beside the citizen's language, for the mediator alone."""

from datetime import timedelta

from kiosk.services.box.box import Box
from tests.conftest import Watch
from tests.gallery.site import household, steps_taken
from tests.gallery.site.page import Browser, Page


def speak(browser: Browser, language: str) -> None:
    browser.send(browser.get("/language").form_to("/language", language))


def words(page: Page, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.all(selector)]


def french(page: Page) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.all(".french-beside")]


def test_the_mediator_reads_questions_and_choices_in_french_too(desk: Browser) -> None:
    speak(desk, "ar")
    result = french(steps_taken.begin(desk))
    assert "Pour qui faites-vous cette démarche ?" in result and "Moi-même" in result


def test_in_french_nothing_is_said_twice(desk: Browser) -> None:
    assert not french(steps_taken.begin(desk))


def test_where_the_words_are_french_already_they_are_said_once(box: Box, watch: Watch, desk: Browser) -> None:
    """A town hall's own procedure, which nobody has translated."""
    household.put(box.settings)
    watch.wait(timedelta(seconds=3))
    speak(desk, "es")
    page = steps_taken.begin(desk, "household")
    assert page.heading == "Qui vit avec vous ?" and page.heading not in french(page)


def test_a_question_kept_for_the_desk_is_not_shown_to_a_citizen(desk: Browser) -> None:
    speak(desk, "ar")
    page = steps_taken.begin(desk)
    assert french(page)
    citizen = Browser(desk.client.application.test_client())
    speak(citizen, "ar")
    assert not french(steps_taken.begin(citizen))


def test_the_desk_stays_french_whatever_the_citizen_speaks(desk: Browser) -> None:
    """Reviews of the screens (M7) and the field (D7): home, team, mandates and transmission were in Arabic alone."""
    speak(desk, "ar")
    for path, heading in (
        ("/desk", "Bonjour Nadia Roux"),
        ("/desk/team", "L’équipe et ce poste"),
        ("/desk/mandates", "Mandats"),
    ):
        page = desk.get(path)
        html = page.one("html")
        assert (page.heading, html.get("lang"), html.get("dir")) == (heading, "fr", "ltr"), path
    assert desk.get("/").one("html").get("dir") == "rtl", "the citizen's pages are in theirs"


def test_what_a_mediator_presses_on_a_citizens_page_is_french(desk: Browser) -> None:
    speak(desk, "ar")
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    assert page.one("html").get("lang") == "ar"
    for selector, french_words in (
        ("[data-then=park]", "Mettre de côté"),
        ("#next-person button", "Personne suivante (F8)"),
    ):
        assert words(page, f"{selector} [lang=fr]") == [french_words]
    assert words(page, ".actions .button .french-beside") == ["Retour", "Continuer"]
    review = steps_taken.fill(desk, page)
    assert words(review, ".actions .primary [lang=fr]") == ["Faire confirmer par la personne"]
    turned = desk.send(review.form("send"))
    assert words(turned, "#helper summary [lang=fr]") == ["Pour la personne qui aide"]
    assert words(turned, "label[for=pin] [lang=fr]") == ["Votre code PIN"]
    assert "Oui, je confirme" not in turned.main, "what the citizen presses is in their language alone"
    thanks = desk.send(turned.form("yes"))
    assert words(thanks, ".actions .primary [lang=fr]") == ["Reprendre l’écran"]


def test_a_locked_screen_asks_for_the_pin_in_french(desk: Browser, watch: Watch) -> None:
    speak(desk, "ar")
    watch.wait(timedelta(minutes=11))
    locked = desk.get("/desk")
    assert (locked.heading, locked.one("html").get("lang")) == ("Écran verrouillé", "fr")


def test_what_a_person_is_told_of_a_mandate_is_in_their_language_on_a_french_page(desk: Browser) -> None:
    speak(desk, "ar")
    page = desk.get("/desk/mandates/new")
    assert page.one("html").get("lang") == "fr" and page.heading == "Un mandat, qu’est-ce que c’est ?"
    (theirs,) = page.all("main [lang=ar]")
    assert theirs.get("dir") == "rtl" and len(theirs.text_content().split()) > 40
    assert "Vous autorisez les conseillers" not in page.main


def test_to_a_citizen_alone_nothing_of_it_is_french(terminal: Browser) -> None:
    speak(terminal, "ar")
    page = steps_taken.begin(terminal)
    assert not words(page, ".french-beside") and "Continuer" not in page.main
