"""Whether a clip in sign language stands beside what a page shows."""

from flask import Flask

from kiosk.services.box.box import Box
from kiosk.web.questions import signed
from tests.gallery.site.page import Browser


def test_nothing_stands_where_nobody_recorded_a_clip(app: Flask, box: Box) -> None:
    with app.test_request_context("/"):
        assert signed("welcome") == ""
    (box.settings.paths.signs / "fr").mkdir(parents=True)
    (box.settings.paths.signs / "fr" / "welcome.webm").write_bytes(b"x")
    with app.test_request_context("/"):
        assert signed("../welcome") == "" and signed("call") == ""


def test_a_page_in_arabic_is_offered_the_film_in_lsf_where_it_has_none_of_its_own(browser: Browser, box: Box) -> None:
    for language in ("fr", "ar"):
        (box.settings.paths.signs / language).mkdir(parents=True)
    (box.settings.paths.signs / "fr" / "call.webm").write_bytes(b"x")
    browser.send(browser.get("/").form_to("/language", "ar"))
    assert [video.get("src") for video in browser.get("/call").all(".signed video")] == ["/signs/fr/call.webm"]
    (box.settings.paths.signs / "ar" / "call.webm").write_bytes(b"x")
    assert [video.get("src") for video in browser.get("/call").all(".signed video")] == ["/signs/ar/call.webm"]
