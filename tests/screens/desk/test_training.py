"""The training is one press away from the desk, and one press from its end."""

from tests.gallery.site.page import Browser


def test_a_second_press_stays_in_the_same_training(desk: Browser) -> None:
    page = desk.get("/desk")
    desk.send(page.form("training"))
    desk.send(desk.get("/language").form_to("/language", "en"))
    again = desk.send(page.form("training"))
    assert desk.get("/procedures").one("html").get("lang") == "en" and again.all("section.training")


def test_an_end_without_a_training_is_the_desk(desk: Browser) -> None:
    page = desk.send(desk.get("/desk").form("training"))
    for _ in range(2):
        assert desk.send(page.form_to("/training/end")).path == "/desk"


def test_the_banner_is_on_a_page_in_every_language(desk: Browser) -> None:
    desk.send(desk.get("/desk").form("training"))
    for language in ("fr", "en", "ar", "uk", "es", "pt"):
        page = desk.send(desk.get("/language").form_to("/language", language))
        assert page.all("section.training button")
