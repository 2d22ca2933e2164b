"""French beside the citizen's language, for the mediator alone."""

from datetime import timedelta

from gallery.site import household, steps_taken
from gallery.site.page import Browser, Page
from kiosk.services.box.box import Box
from tests.conftest import Watch


def speak(browser: Browser, language: str) -> None:
    browser.send(browser.get("/language").form_to("/language", language))


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
