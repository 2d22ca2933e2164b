"""The strip over a draft is the mediator's: French whatever the page speaks, and never at a terminal."""

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


def test_the_strip_is_french_on_a_page_in_arabic(desk: Browser) -> None:
    steps_taken.submitted(desk)
    desk.send(desk.get("/language").form_to("/language", "ar"))
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    assert step.html.get("lang") == "ar"
    assert "autre dossier" in step.words(".person-strip summary")[0]
    assert "Reprendre ses réponses" in step.words("#reuse")[0]
    assert step.one(".person-strip").getparent().get("lang") == "fr"


def test_a_terminal_shows_nobody_what_else_is_known_of_them(browser: Browser, desk: Browser) -> None:
    steps_taken.submitted(desk)
    alone = steps_taken.hand_over(browser)
    step = steps_taken.fill(alone, steps_taken.begin(alone), until="contact")
    assert not step.all(".person-strip") and not step.all("#reuse")
