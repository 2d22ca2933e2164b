"""Files that pages need."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.web.static_files import asset, static_file
from tests.page import Browser

SCRIPT = "vendor/htmx.min.js"


def test_a_file_is_named_by_its_content_and_kept_for_ever(client: FlaskClient) -> None:
    named = client.get(asset(SCRIPT))
    assert (named.status_code, named.mimetype) == (200, "text/javascript")
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"/static/{SCRIPT}").headers["Cache-Control"] == "no-cache"
    assert client.get(f"/static/{SCRIPT}?v=old").headers["Cache-Control"] == "no-cache"


def test_text_travels_packed_and_is_what_it_was(client: FlaskClient) -> None:
    packed, plain = client.get(asset(SCRIPT), headers={"Accept-Encoding": "gzip"}), client.get(asset(SCRIPT))
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


def test_what_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(f"/static/{SCRIPT}").headers["ETag"]
    assert client.get(f"/static/{SCRIPT}", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["", "..", "../setup.cfg", "%2e%2e/setup.cfg", "..%2fsetup.cfg", "/etc/passwd", "vendor", "vendor/ttf",
     "__init__.py", "no.css"],
)  # fmt: skip
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}", follow_redirects=True).status_code == 404


def test_a_page_that_names_a_file_that_is_not_there_is_found_out() -> None:
    with pytest.raises(FileNotFoundError):
        asset("css/forgotten.css")
    assert static_file("../setup.cfg") is None


def test_everything_a_page_names_is_there(browser: Browser, app: Flask) -> None:
    page = browser.get("/")
    named = [each.get("src") or each.get("href") for each in page.all("script[src], link[rel]")]
    assert len(named) >= 4
    assert {app.test_client().get(address).status_code for address in named} == {200}
