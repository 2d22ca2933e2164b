"""Clips in sign language: beside what they say, on request, and only where the site recorded one."""

import pytest

from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser

CLIP = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 4


@pytest.fixture
def clips(box: Box) -> None:
    for name in ("catalogue", "birth-certificate", "birth-certificate.purpose"):
        file = box.settings.paths.signs / "fr" / f"{name}.webm"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(CLIP)


def test_a_page_offers_its_clip_and_starts_none(browser: Browser, clips: None) -> None:
    page = browser.get("/procedures")
    (clip,) = page.all(".signed video")
    assert page.words(".signed summary") == ["Voir en langue des signes"]
    assert (clip.get("src"), clip.get("preload")) == ("/signs/fr/catalogue.webm", "none")
    assert clip.get("controls") is not None and clip.get("autoplay") is None
    assert [video.get("src") for video in browser.get("/procedures/birth-certificate").all(".signed video")] == [
        "/signs/fr/birth-certificate.webm"
    ]
    assert not browser.get("/call").all(".signed"), "nothing where nobody recorded one"


def test_a_question_has_its_clip_beside_it(terminal: Browser, clips: None) -> None:
    page = steps_taken.begin(terminal, "birth-certificate")
    page = terminal.send(page.form("answer").with_values({"f.for_whom": "myself"}))
    assert [video.get("src") for video in page.all("#answer .signed video")] == [
        "/signs/fr/birth-certificate.purpose.webm"
    ]


def test_a_player_can_wind_the_clip(browser: Browser, clips: None) -> None:
    whole = browser.client.get("/signs/fr/catalogue.webm")
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "video/webm", CLIP)
    part = browser.client.get("/signs/fr/catalogue.webm", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, CLIP[4:8])
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(CLIP)}"
    assert browser.client.get("/signs/fr/catalogue.webm", headers={"Range": "bytes=9999-"}).status_code == 416


def test_nothing_else_of_the_box_is_given(browser: Browser, clips: None) -> None:
    for path in ["fr/none.webm", "fr/..%2f..%2fkiosk.toml", "..%2fparvis.db", "fr/../../parvis.db", "%2e%2e/parvis.db"]:
        assert browser.client.get(f"/signs/{path}").status_code == 404
