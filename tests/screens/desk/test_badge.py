"""A badge before the camera of the sign-in page, and the card for whoever was just given one."""

import io

import pytest
from flask import Flask

from kiosk.http.security_headers import CAMERA, HEADERS
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import first_day
from kiosk.services.people import sign_in as staff
from kiosk.services.people.sign_in import MOST_BYTES
from kiosk.web.edge.rate_limits import LIMITS
from kiosk.web.request.app_state import state_of
from tests.conftest import Watch
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.services.people.test_badges import BADGE, pgm, shown


def posted(browser: Browser, picture: bytes, token: str = "") -> tuple[int, str]:
    """What the script of the sign-in page sends, and what it is told."""
    token = token or browser.get("/sign-in").form("sign-in")["token"][0]
    data = {"token": token, "picture": (io.BytesIO(picture), "badge.pgm")}
    answer = browser.client.post("/badge/read", data=data)
    assert answer.headers["Cache-Control"] == "no-store" and answer.mimetype == "text/plain"
    return answer.status_code, answer.get_data(as_text=True)


def issued(desk: Browser, **changed: str) -> Page:
    """Zoé joins the team, with a badge."""
    form = desk.get("/desk/team").form_to("/team/add")
    values = {"name": "Zoé Martin", "login": "zoe", "service": ["etat-civil"], "factor": "badge"}
    return desk.send(form.with_values(values | changed))


def test_a_badge_before_the_camera_gives_its_letters_to_the_page(browser: Browser) -> None:
    assert posted(browser, pgm(shown(BADGE))) == (200, BADGE)


def test_no_badge_yet_is_no_fault(browser: Browser) -> None:
    assert posted(browser, pgm(shown("https://example.org"))) == (204, "")


def test_what_is_no_picture_is_refused(browser: Browser) -> None:
    assert posted(browser, b"\x89PNG\r\n")[0] == 400
    assert browser.client.post("/badge/read", data={"token": browser.get("/sign-in").form("sign-in")["token"]}
                               ).status_code == 400  # fmt: skip


def test_a_picture_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    token = browser.get("/sign-in").form("sign-in")["token"][0]
    data = {"token": token, "picture": (io.BytesIO(bytes(MOST_BYTES + 300_000)), "x")}
    assert browser.client.post("/badge/read", data=data).status_code == 413


def test_only_the_page_of_this_session_may_ask(app: Flask, browser: Browser) -> None:
    other = Browser(app.test_client()).get("/sign-in").form("sign-in")["token"][0]
    browser.get("/sign-in")
    data = {"token": other, "picture": (io.BytesIO(pgm(shown(BADGE))), "x")}
    assert browser.client.post("/badge/read", data=data).status_code == 403


def test_looking_is_counted_apart_from_signing_in(browser: Browser, nadia: Actor) -> None:
    token = browser.get("/sign-in").form("sign-in")["token"][0]
    together = LIMITS["badge"].burst * state_of(browser.client.application).box.settings.stations
    status_codes = [browser.client.post("/badge/read", data={"token": token}).status_code for _ in range(together + 1)]
    assert set(status_codes[:-1]) == {400} and status_codes[-1] == 429
    assert sign_in(browser).path == "/desk"


def test_the_sign_in_page_alone_may_use_the_camera_and_hides_it_until_there_is_one(browser: Browser) -> None:
    page = browser.get("/sign-in")
    assert page.headers["Permissions-Policy"] == CAMERA
    assert page.one("#badge-camera").get("hidden") is not None
    assert browser.get("/").headers["Permissions-Policy"] == HEADERS["Permissions-Policy"]


def test_a_badge_that_is_given_is_a_square_and_groups_of_letters(desk: Browser) -> None:
    page = issued(desk)
    badge = page.one("input[name=badge]").get("value")
    assert page.words("strong.secret")[0].replace(" ", "") == badge
    assert page.one("svg.qr title").text_content() == "Code QR du badge", "what is read aloud does not say the secret"


def test_six_words_have_no_square_and_no_card(desk: Browser) -> None:
    page = issued(desk, factor="passphrase")
    assert not page.all("svg.qr") and not page.all("input[name=badge]")


def test_the_card_is_a_pdf_that_is_kept_nowhere(desk: Browser, box: Box) -> None:
    page = issued(desk)
    form = page.form_to("/badge/card")
    badge = form["badge"][0]
    card = desk.send(form)
    assert card.headers["Content-Type"] == "application/pdf" and card.bytes.startswith(b"%PDF")
    assert card.headers["Cache-Control"] == "no-store"
    assert card.headers["Content-Disposition"].startswith("inline"), "a download would be a file"
    assert box.store.read().execute("SELECT count(*) FROM jobs").fetchone()[0] == 0
    kept = [path for path in box.settings.data.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if badge.encode() in path.read_bytes()]


def test_no_card_for_a_badge_that_nobody_holds(desk: Browser) -> None:
    form = issued(desk).form_to("/badge/card").with_values({"badge": BADGE})
    assert desk.send(form).status == 404


def test_no_card_without_signing_in(browser: Browser, desk: Browser, app: Flask) -> None:
    form = issued(desk).form_to("/badge/card")
    stranger = Browser(app.test_client())
    form["token"] = stranger.get("/sign-in").form("sign-in")["token"]
    assert stranger.send(form).path.startswith("/sign-in")


@pytest.mark.usefixtures("nadia")
def test_enter_after_the_badge_without_a_pin_counts_no_try_and_shows_no_badge(
    browser: Browser, box: Box, nadia: Actor, watch: Watch
) -> None:
    """Where no script runs, a scanner's Enter sends the form."""
    zoe = first_day.add(box, "zoe", "Zoé Martin", "badge")
    staff.grant(box, "zoe", "etat-civil", nadia)
    for _ in range(6):
        page = sign_in(browser, "", zoe.factor, "")
        assert page.status == 422 and "Il manque le code PIN" in page.main
        assert zoe.factor not in page.source
    assert sign_in(browser, "", zoe.factor, zoe.pin).path == "/desk"


def test_neither_badge_nor_pin_opens_alone(browser: Browser, box: Box, nadia: Actor) -> None:
    zoe = first_day.add(box, "zoe", "Zoé Martin", "badge")
    staff.grant(box, "zoe", "etat-civil", nadia)
    for badge, pin in ((zoe.factor, "000000"), (BADGE, zoe.pin), ("", zoe.pin), (zoe.factor, "")):
        assert sign_in(browser, "zoe", badge, pin).status == 422
    assert sign_in(browser, "", zoe.factor, zoe.pin).path == "/desk"
