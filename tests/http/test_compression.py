"""Pages leave compressed."""

import gzip

from flask import Flask, Response
from flask.testing import FlaskClient

from kiosk.http import static_files

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
    static_files.install_compression(app)
    app.add_url_rule("/small", "small", lambda: "x" * (static_files.SMALLEST_BYTES - 1))
    app.add_url_rule("/large", "large", lambda: "x" * static_files.SMALLEST_BYTES)
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
