"""Who may see a page, and which requests are answered at all."""

from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from kiosk.app import create_app
from kiosk.http.security_headers import CAMERA, HEADERS
from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.web.conftest import token_of


def test_the_keys_and_not_the_session_let_in(desk: Browser, box: Box) -> None:
    """The session of a colleague whose keys are out of the memory is a name and nothing else."""
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    box.shifts.end("a" * 32)
    assert desk.get("/desk").path.startswith("/sign-in")
    assert desk.get("/desk/find").path.startswith("/sign-in")
    # the case she is at, by this browser's cookie, as after a cut
    assert steps_taken.step_of(desk.get(draft.path)) == "birth"


def test_another_case_is_not_opened_by_the_cookie(desk: Browser, box: Box, app: Flask) -> None:
    other = Browser(app.test_client())
    steps_taken.sign_in(other)
    draft = steps_taken.fill(other, steps_taken.begin(other), until="birth")
    box.shifts.end("a" * 32)
    assert desk.get(draft.path).path.startswith("/sign-in")


PAGES = ("/", "/call", "/procedures", "/sign-in", "/desk", "/nowhere", "/static/vendor/htmx.esm.min.js")


def test_every_answer_forbids_what_is_not_ours(client: FlaskClient) -> None:
    for path in PAGES:
        response = client.get(path)
        static = {"Cache-Control": "no-cache"} if path.startswith("/static/") else {}
        camera = {"Permissions-Policy": CAMERA} if path == "/sign-in" else {}  # a badge is shown there
        assert {name: response.headers.get(name) for name in HEADERS} == {**HEADERS, **static, **camera}, path
        assert all(len(response.headers.getlist(name)) == 1 for name in HEADERS), path


def test_a_form_without_its_token_does_nothing(browser: Browser, app: Flask) -> None:
    browser.get("/language")
    for token in ({}, {"token": ""}, {"token": "0" * 64}, {"token": "é"}):
        assert browser.client.post("/language", data={"language": "en", **token}).status_code == 403
    assert browser.get("/call").one("html").get("lang") == "fr"
    stolen = token_of(Browser(app.test_client()))
    browser.get("/language")
    assert browser.client.post("/language", data={"language": "en", "token": stolen}).status_code == 403


def posted(browser: Browser, header: str, value: str) -> int:
    data = {"language": "en", "token": token_of(browser)}
    return browser.client.post("/language", data=data, headers={header: value}).status_code


def test_a_form_on_another_site_does_nothing(browser: Browser) -> None:
    assert posted(browser, "Origin", "http://localhost") == 303
    for origin in (
        "null", "http://localhost:81", "https://evil.example", "http://localhost.evil.example", "garbage",
    ):  # fmt: skip
        assert posted(browser, "Origin", origin) == 403, origin
    for site, status in {"same-origin": 303, "none": 303, "cross-site": 403, "same-site": 403, "": 403}.items():
        assert posted(browser, "Sec-Fetch-Site", site) == status, site


def test_a_foreign_name_that_leads_to_this_machine_is_not_answered(client: FlaskClient) -> None:
    """DNS rebinding: a page elsewhere lets its own name point to 127.0.0.1."""
    for host in ("localhost", "localhost:8600", "127.0.0.1:8600", "[::1]:8600", "[::1]"):
        assert client.get("/call", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example", "evil.example:8600", "127.0.0.1.evil.example"):
        assert client.get("/call", headers={"Host": host}).status_code == 400, host


def test_a_box_that_serves_a_network_answers_to_its_names_and_addresses_alone(box: Box) -> None:
    open_to_all = replace(box, settings=replace(box.settings, host="0.0.0.0", names=("mairie.lan",)))
    client = create_app(open_to_all.settings, box=open_to_all).test_client()
    for host in ("mairie.lan:8600", "mairie.lan", "192.168.1.20:8600", "[fe80::1]:8600", "localhost"):
        assert client.get("/call", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example:8600", "mairie.lan.evil.example", "0x7f000001", "192.168.1.20.evil.example"):
        assert client.get("/call", headers={"Host": host}).status_code == 400, host


def test_what_the_browser_kept_is_wiped_when_a_mediator_leaves_but_not_its_station(desk: Browser) -> None:
    form = desk.get("/desk").form_to("/leave")
    answer = desk.client.post(form.action, data=form)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.client.get_cookie("parvis_station"), "the station stays what it is"
    assert "Clear-Site-Data" not in desk.get("/").headers, "a page in passing keeps its style"


def test_commands_need_another_secret_than_forms(client: FlaskClient) -> None:
    assert client.post("/control/doctor", json={}).status_code == 404
    assert client.post("/control/doctor", json={}, headers={"X-Parvis-Control": ""}).status_code == 404
