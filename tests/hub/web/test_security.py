"""What no request may carry, and what every response says."""

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask, request

from hub.hub import Hub
from hub.server import create_hub
from hub.web import pages
from hub.web.visitor import RequestState
from hub.wire import MOST_BYTES
from tests.gallery.site.hub_browser import Browser


def test_nothing_but_our_own_files_may_run_or_be_shown(app: Flask) -> None:
    headers = app.test_client().get("/connexion").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    sheet = app.test_client().get("/static/css/tokens.css")
    assert sheet.status_code == 200 and "no-store" not in sheet.headers["Cache-Control"]


def test_a_nul_is_a_bad_request_on_either_store(instructor: Browser) -> None:
    for address in ["/dossiers?words=a%00b", "/dossiers/%00", "/dossiers?after=%00"]:
        assert "La demande n’est pas complète" in instructor.open(address).text
        assert instructor.status == 400


def test_a_nul_in_a_form_is_a_bad_request(instructor: Browser) -> None:
    assert instructor.open("/f").fill("/f", reference="SA\0", code="x").status == 400


def test_over_https_a_browser_never_comes_by_http_again(app: Flask, hub: Hub) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/f").headers
    secure = create_hub(replace(hub.settings, address="https://central.example"))
    for address in ("/f", "/nulle-part", "/static/css/tokens.css", "/healthz"):
        headers = secure.test_client().get(address, base_url="https://central.example").headers
        assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_a_page_is_given_under_the_hubs_own_name_only(hub: Hub) -> None:
    for host, status in [
        ("central.example", 200), ("localhost", 200), ("127.0.0.1:8700", 200), ("evil.example", 400),
        ("central.example.evil", 400), ("central.example:1", 400),
    ]:  # fmt: skip
        client = create_hub(replace(hub.settings, address="https://central.example")).test_client()
        assert client.get("/f", headers={"Host": host}).status_code == status
        assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_a_proxy_is_believed_only_where_the_settings_name_one(hub: Hub) -> None:
    for proxies, seen in ((0, "127.0.0.1"), (1, "198.51.100.7")):
        app = create_hub(replace(hub.settings, proxies=proxies))
        app.add_url_rule("/qui", view_func=lambda: request.remote_addr or "")
        assert app.test_client().get("/qui", headers={"X-Forwarded-For": "198.51.100.7"}).text == seen


def test_a_form_that_the_browser_says_came_from_elsewhere_is_refused(app: Flask) -> None:
    for header, value, status in [
        ("Origin", "https://evil.example", 400), ("Origin", "http://localhost.evil.example", 400),
        ("Origin", "http://localhost", 422), ("Origin", "null", 400), ("Sec-Fetch-Site", "cross-site", 400),
        ("Sec-Fetch-Site", "same-site", 400), ("Sec-Fetch-Site", "same-origin", 422),
    ]:  # fmt: skip
        browser = Browser(app.test_client()).open("/f")
        token = browser.page.xpath("//input[@name='token']/@value")[0]
        answer = browser.client.post("/f", data={"token": token, "reference": "", "code": ""}, headers={header: value})
        assert answer.status_code == status


def test_a_token_of_another_browser_is_refused(app: Flask) -> None:
    mine, theirs = (Browser(app.test_client()).open("/f") for _ in range(2))
    token = theirs.page.xpath("//input[@name='token']/@value")[0]
    for data in ({"token": token}, {"token": ""}, {"token": "é"}, {}):
        assert mine.client.post("/f", data=data).status_code == 400


def test_a_token_from_before_signing_in_is_worth_nothing_after(instructor: Browser, app: Flask) -> None:
    stranger = Browser(app.test_client()).open("/connexion")
    token = stranger.page.xpath("//input[@name='token']/@value")[0]
    stranger.sign_in("paul", "le marché du samedi")
    assert stranger.client.post("/deconnexion", data={"token": token}).status_code == 400


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_large_file_is_read_from_an_operator_alone(operator: Browser, instructor: Browser) -> None:
    for browser, path, status in (
        (operator, "/cles", 422),
        (operator, "/compte/phrase", 413),
        (instructor, "/cles", 413),
    ):
        token = operator.open("/cles").page.xpath("//form[@enctype]//input[@name='token']")[0].get("value")
        sent = {"token": token, "file": (BytesIO(bytes(MOST_BYTES + 1)), "envoi.parvis")}
        assert browser.client.post(path, data=sent).status_code == status, path


def test_no_cookie_is_written_out_with_the_state() -> None:
    assert "cookie-token" not in repr(RequestState(None, "cookie-token", "cookie-token"))


def test_a_page_speaks_what_was_chosen_or_what_the_browser_asks_for(app: Flask) -> None:
    for address, accepts, expected in [
        ("/f?lang=ar", "en", "ar"),
        ("/f", "uk, fr;q=0.5", "uk"),
        ("/f?lang=<script>", "", "fr"),
        ("/f", "zh", "fr"),
    ]:
        with app.test_request_context(address, headers={"Accept-Language": accepts}):
            assert pages.of_page() == "fr"
            assert pages.template_values()["words"].language == expected  # type: ignore[attr-defined]
            assert pages.of_page() == expected
