"""What people think at the end of a visit, and that their problem is not resolved: said, counted, read by the team."""

import pytest

from kiosk.domain.figures.figures import PUBLISHED
from kiosk.services.box.box import Actor, Box
from kiosk.services.visits import opinions as opinions_given
from kiosk.settings import Settings
from kiosk.store import opinions
from tests.gallery.shots.stopped import ELSEWHERE, with_stops
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Form, Page
from tests.screens.test_visits import counted


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_stops(settings)


def at_a_stop(browser: Browser) -> Page:
    page = steps_taken.answer(browser, steps_taken.begin(browser, "stops"), {"f.for_whom": "myself"})
    return steps_taken.answer(browser, page, ELSEWHERE)


def test_who_ends_without_a_request_says_what_they_thought_too(terminal: Browser, box: Box) -> None:
    stop = at_a_stop(terminal)
    page = terminal.send(stop.form_to("/opinion", "fair"))
    assert page.path.partition("#")[0] == stop.path and page.words("[aria-pressed='true']") == ["Moyen"]
    today = box.watch.today().day
    assert opinions.select_opinions(box.store.read(), today, today) == {"fair": 1}


def test_a_problem_that_is_not_resolved_is_counted_once_and_somebody_can_be_called_at_once(
    terminal: Browser, desk: Browser, box: Box
) -> None:
    desk.get("/desk")
    stop = at_a_stop(terminal)
    for _ in range(2):
        called = terminal.send(stop.form("unsolved"))
        assert called.path.startswith("/call?back=/cases/") and called.form_to("/call")
    assert "C’est noté" in terminal.get(stop.path).main
    assert counted(box)["unsolved stops"] == 1


def test_at_the_desk_it_is_one_press_too_and_the_team_reads_it(desk: Browser, box: Box) -> None:
    ended = steps_taken.submitted(desk)
    page = desk.send(ended.form("unsolved"))
    assert page.path.partition("#")[0] == ended.path and "votre problème n’est pas résolu" in page.main
    assert "Problème non résolu" in desk.get("/desk/figures").main
    assert "unsolved" not in PUBLISHED


def test_what_no_form_would_send_leaves_nothing_in_the_ledger(desk: Browser, box: Box) -> None:
    ended = steps_taken.submitted(desk)
    desk.send(ended.form("unsolved").with_values({"procedure": "Marie Durand"}))
    assert counted(box)["unsolved"] == 1
    assert "Marie" not in str(list(box.store.read().table("visit_ledger").rows))


def written(box: Box, *words: str) -> None:
    """Words left at ends of visits: each is another person's."""
    for number, word in enumerate(words):
        actor = Actor(session=f"{number}{word}")
        opinions_given.give_opinion(box, "good", actor)
        opinions_given.give_word(box, word, actor)


def test_words_are_read_from_five_on_by_who_sees_true_figures_and_one_may_be_removed(desk: Browser, box: Box) -> None:
    written(box, "Très bien", "Trop long", "Merci", "Nadia est gentille")
    page = desk.get("/desk/figures")
    assert "Moins de cinq personnes ont écrit" in page.main and "Merci" not in page.main
    written(box, "Parfait", "À bientôt")
    page = desk.get("/desk/figures")
    assert all(word in page.main for word in ("Très bien", "Trop long", "Merci", "Parfait", "À bientôt"))
    assert b"Nadia est" not in b"".join(row["body"] for row in box.store.read().table("opinion_words").rows)
    named = next(line for line in page.all("#written li") if "Nadia" in line.text_content())
    page = desk.send(Form(named.cssselect("form")[0]))
    assert "Nadia est gentille" not in page.main and "Merci" in page.main
    lines = list(box.store.read().query("SELECT action FROM journal ORDER BY number DESC LIMIT 1"))
    assert lines == [{"action": "opinion-removed"}]
