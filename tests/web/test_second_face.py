"""What the desk is told of its second screen, and only where there is one."""

from datetime import timedelta

from flask import Flask

from kiosk.services.lan.pairs import SILENT_AFTER_S
from kiosk.web.request_state import state_of
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser

HERE = "/second-screen"


def paired(app: Flask, desk: Browser) -> Browser:
    shown = desk.send(desk.get("/desk/second-screen").form("code"))
    window = Browser(app.test_client())
    window.send(window.get(HERE).form("pair").with_values({"code": "".join(shown.words(".reference"))}))
    return window


def test_a_desk_without_a_second_screen_is_told_nothing_of_one(desk: Browser) -> None:
    assert not desk.send(steps_taken.begin(desk).form("answer")).all("#second-screen")


def test_a_desk_that_has_none_is_offered_one_once_a_shift(app: Flask, desk: Browser) -> None:
    again = Browser(app.test_client())
    assert "Un second écran pour la personne" in steps_taken.sign_in(again).main
    assert "Un second écran pour la personne" not in again.get("/desk").main


def test_a_desk_that_had_one_is_offered_it_again(app: Flask, desk: Browser) -> None:
    paired(app, desk)
    assert steps_taken.begin(desk).words("#second-screen .state") == ["Second écran : relié"]
    desk.send(desk.get("/desk/second-screen").form_to("/end"))
    page = steps_taken.begin(desk)
    assert page.words("#second-screen a") == ["Relier un second écran"]
    assert desk.get(page.link("Relier un second écran")).link("Retour") == page.path


def test_the_desk_is_told_when_the_screen_goes_and_when_it_is_back(app: Flask, desk: Browser, watch: Watch) -> None:
    window = paired(app, desk)
    page = steps_taken.begin(desk)
    watch.wait(timedelta(seconds=SILENT_AFTER_S + 1))
    assert desk.get(page.path).words("#second-screen .state") == ["Second écran : ne répond plus"]
    window.get(HERE)
    assert desk.get(page.path).words("#second-screen .state") == ["Second écran : relié"]


def test_the_page_with_every_question_shows_what_changed_on_it(app: Flask, desk: Browser) -> None:
    window = paired(app, desk)
    case = steps_taken.case_of(steps_taken.begin(desk))
    whole = desk.get(f"/cases/{case}/whole")
    assert whole.one("#in-place").get("hx-trigger") == "change from:#answer", "each change is saved at once"
    desk.send(whole.form("answer").with_values({"f.copy_type": "full"}))
    shown = window.get(HERE)
    assert shown.words(".said") == ["Copie intégrale"]
    window.send(shown.form_to("/answer", "no"))
    wrong = desk.get(f"/cases/{case}/whole").one("#second-screen li a").get("href")
    assert wrong is not None and wrong.endswith("/whole#f-copy_type-group")


def test_a_desk_that_goes_home_shows_nothing_and_its_yes_is_kept(app: Flask, desk: Browser) -> None:
    window = paired(app, desk)
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    window.send(window.get(HERE).form_to("/answer", "yes"))
    shown = window.get(HERE).heading
    desk.get("/desk")
    assert not window.get(HERE).all(".said")
    desk.get(step.path)
    assert window.get(HERE).heading == shown


def test_a_case_that_is_thrown_away_is_not_shown_any_more(app: Flask, desk: Browser) -> None:
    window = paired(app, desk)
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    desk.send(desk.get(f"/cases/{steps_taken.case_of(step)}/discard").form_to("/discard"))
    assert not window.get(HERE).all(".said")
    assert "Benali" not in repr(state_of(app).pairs)


def test_nothing_of_a_case_is_left_once_the_desk_has_gone_on(app: Flask, desk: Browser) -> None:
    window = paired(app, desk)
    steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert window.get(HERE).all(".said")
    steps_taken.begin(desk)
    assert not window.get(HERE).all(".said"), "another case"
    desk.send(desk.get("/desk").form_to("/next"))
    assert "Benali" not in repr(state_of(app).pairs)
