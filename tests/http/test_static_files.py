"""Static files and gzip."""

import gzip
import re
from urllib.parse import urljoin

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from kiosk.domain.procedure.procedure import DRAWINGS
from kiosk.http import security_headers
from kiosk.http.static_files import list_served_paths, static_address, static_file
from tests.gallery.site.page import Browser

SCRIPT = "vendor/htmx.esm.min.js"


def test_a_file_is_named_by_its_content_and_kept_for_ever(client: FlaskClient) -> None:
    named = client.get(static_address(SCRIPT))
    assert (named.status_code, named.mimetype) == (200, "text/javascript")
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"/static/{SCRIPT}").headers["Cache-Control"] == "no-cache"
    assert client.get(f"/static/{SCRIPT}?v=old").headers["Cache-Control"] == "no-cache"


def test_text_travels_packed_and_is_what_it_was(client: FlaskClient) -> None:
    packed, plain = (
        client.get(static_address(SCRIPT), headers={"Accept-Encoding": "gzip"}),
        client.get(static_address(SCRIPT)),
    )
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("br", False), ("", False)],
)
def test_each_encoding_has_its_tag_and_caches_are_told_to_keep_them_apart(
    client: FlaskClient, accepts: str, packed: bool
) -> None:
    response = client.get(static_address(SCRIPT), headers={"Accept-Encoding": accepts})
    assert (response.headers.get("Content-Encoding") == "gzip") is packed
    assert response.headers["ETag"].endswith('-gzip"') is packed
    assert response.headers["Vary"] == "Accept-Encoding"
    again = client.get(
        static_address(SCRIPT), headers={"Accept-Encoding": accepts, "If-None-Match": response.headers["ETag"]}
    )
    assert (again.status_code, again.headers["Vary"]) == (304, "Accept-Encoding")
    other = {"Accept-Encoding": "" if packed else "gzip", "If-None-Match": response.headers["ETag"]}
    assert client.get(static_address(SCRIPT), headers=other).status_code == 200


def test_a_file_that_is_never_packed_is_the_same_for_everybody(client: FlaskClient) -> None:
    font = next(path for path in sorted(list_served_paths()) if path.endswith(".woff2"))
    assert "Vary" not in client.get(f"/static/{font}", headers={"Accept-Encoding": "gzip"}).headers


def test_no_font_is_kept_in_memory_and_each_is_what_lies_in_its_folder(client: FlaskClient) -> None:
    font = next(path for path in sorted(list_served_paths()) if path.endswith(".woff2"))
    file = static_file(font)
    assert file is not None and file.packed is None
    assert client.get(static_address(font)).data == file.place.read_bytes()


def test_what_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(f"/static/{SCRIPT}").headers["ETag"]
    assert client.get(f"/static/{SCRIPT}", headers={"If-None-Match": tag}).status_code == 304


def test_every_situation_that_a_file_may_name_has_its_drawing(client: FlaskClient) -> None:
    drawn = client.get(static_address("drawings.svg"), headers={"Accept-Encoding": ""}).get_data(as_text=True)
    assert sorted(re.findall(r'<symbol id="d-([a-z-]+)"', drawn)) == sorted(DRAWINGS)
    assert "#" not in re.sub(r' id="[^"]*"', "", drawn), "no colour of its own, so that it follows every colour mode"


@pytest.mark.parametrize(
    "path",
    ["", "..", "../setup.cfg", "%2e%2e/setup.cfg", "..%2fsetup.cfg", "/etc/passwd", "vendor", "vendor/ttf",
     "__init__.py", "no.css", "css/%00", "css/tokens.css%00", "x" * 5000 + ".css", "%ff.css"],
)  # fmt: skip
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}", follow_redirects=True).status_code == 404


def test_a_page_that_names_a_file_that_is_not_there_is_found_out() -> None:
    with pytest.raises(FileNotFoundError):
        static_address("css/forgotten.css")
    assert static_file("../setup.cfg") is None


def test_everything_a_page_names_is_there(browser: Browser, app: Flask) -> None:
    page = browser.get("/")
    named = [element.get("src") or element.get("href") for element in page.all("script[src], link[rel]")]
    assert len(named) >= 4
    assert {app.test_client().get(address).status_code for address in named} == {200}


@pytest.mark.parametrize("path", ["css/%00", "%00", "css/..%2f..%2fapp.py", "css/%ff", "css"])
def test_an_address_that_is_no_file_is_no_fault_of_the_box(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_a_style_sheet_names_its_fonts_so_that_they_are_kept_for_ever(client: FlaskClient) -> None:
    sheet = client.get(static_address("css/fonts.css")).get_data(as_text=True)
    fonts = re.findall(r'url\("\.\./([^"]+)"\)', sheet)
    assert fonts and all("?v=" in font for font in fonts)
    for font in fonts:
        answer = client.get(f"/static/{font}")
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"], font


def test_a_page_asks_for_its_usual_letters_first(client: FlaskClient) -> None:
    sheet = client.get(static_address("css/fonts.css")).get_data(as_text=True)
    for path, scripts in (("/procedures", 1), ("/", 3)):  # the first page greets in three scripts
        page = client.get(path).get_data(as_text=True)
        preloaded = re.findall(r'rel="preload" as="font"[^>]*href="([^"]+)"', page)
        assert len(preloaded) == 2 * scripts and all(it.removeprefix("/static/") in sheet for it in preloaded), path


def test_a_module_that_a_script_imports_is_named_by_its_content_too(client: FlaskClient) -> None:
    script = client.get(static_address("js/speech/arrivals.js")).get_data(as_text=True)
    addresses = re.findall(r'from "(\.[^"]+)"', script)
    assert {address[:3] for address in addresses} >= {"../", "./p"}, "from its own room and from another"
    assert all("?v=" in address for address in addresses)
    for address in addresses:
        found = client.get(urljoin("/static/js/speech/arrivals.js", address))
        assert found.status_code == 200 and "immutable" in found.headers["Cache-Control"]


PACKED = {"Accept-Encoding": "br, gzip"}


def test_a_page_is_packed_for_browsers_that_unpack(client: FlaskClient) -> None:
    plain, packed = client.get("/call"), client.get("/call", headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers.getlist("Vary")
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    assert gzip.decompress(packed.data)[:15] == plain.data[:15] == b"<!DOCTYPE html>"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers.getlist("Vary"), "a cache between must not give one for the other"


def test_a_browser_that_refuses_gzip_gets_none(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/call", headers={"Accept-Encoding": "gzip;q=0, br"}).headers


def test_what_is_small_or_no_text_or_packed_already_stays_as_it_is() -> None:
    app = Flask("small")
    app.after_request(security_headers.compress_text)
    app.add_url_rule("/small", "small", lambda: "x" * (security_headers.SMALLEST_BYTES - 1))
    app.add_url_rule("/large", "large", lambda: "x" * security_headers.SMALLEST_BYTES)
    app.add_url_rule("/paper", "paper", lambda: Response(b"%PDF-" * 1000, mimetype="application/pdf"))
    app.add_url_rule("/packed", "packed", lambda: Response(b"x" * 2000, headers={"Content-Encoding": "br"}))
    by_path = {
        path: app.test_client().get(path, headers=PACKED).headers.get("Content-Encoding")
        for path in ("/small", "/large", "/paper", "/packed")
    }
    assert by_path == {"/small": None, "/large": "gzip", "/paper": None, "/packed": "br"}


def test_the_same_page_is_the_same_bytes(client: FlaskClient) -> None:
    client.get("/call")
    assert client.get("/call", headers=PACKED).data == client.get("/call", headers=PACKED).data
