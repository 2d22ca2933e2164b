"""What no request may carry, and what every response says."""

from dataclasses import replace

import pytest
from flask import Flask, request

from hub.app import create_hub
from hub.hub import Hub
from tests.gallery.site.hub_browser import Browser


def test_nothing_but_our_own_files_may_run_or_be_shown(app: Flask) -> None:
    headers = app.test_client().get("/connexion").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    sheet = app.test_client().get("/static/css/tokens.css")
    assert sheet.status_code == 200 and "no-store" not in sheet.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/dossiers?words=a%00b", "/dossiers/%00", "/dossiers?after=%00"])
def test_a_nul_is_a_bad_request_on_either_store(instructor: Browser, address: str) -> None:
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
