"""The security headers of every answer, of the box and of the hub."""

from flask import Flask, Response
from flask.testing import FlaskClient

from hub.server import create_hub
from kiosk.http.security_headers import HEADERS, add_security_headers, clear_browser_data
from tests.gallery.site.central import Central

STATIC = "/static/css/tokens.css"


def told(client: FlaskClient, path: str) -> dict[str, str]:
    headers = client.get(path).headers
    assert all(len(headers.getlist(name)) == 1 for name in HEADERS), path
    return {name: headers[name] for name in HEADERS}


def plain_addresses(app: Flask) -> list[str]:
    """Every address of an application that reads and needs nothing filled in."""
    return sorted(
        {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments}
    )


def test_box_and_hub_say_the_same_with_every_answer(app: Flask, central: Central) -> None:
    """Whoever has not signed in sees pages, redirects, refusals and JSON; all of them bear the same headers."""
    hub = create_hub(central.hub.settings)
    for application in (app, hub):
        addresses = plain_addresses(application)
        assert len(addresses) > 10
        for path in (*addresses, "/nowhere", STATIC):
            own = {"Cache-Control", "Permissions-Policy"}
            headers = told(application.test_client(), path)
            assert {name: headers[name] for name in HEADERS if name not in own} == {
                name: value for name, value in HEADERS.items() if name not in own
            }, path
            assert headers["Cache-Control"] == ("no-cache" if path == STATIC else "no-store"), path


def test_nothing_inline_and_nothing_from_elsewhere_runs_or_is_shown() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split(";"))
    ours = {name for name, source in rules.items() if source == "'self'"}
    assert ours == {"script-src", "style-src", "img-src", "font-src", "connect-src", "media-src", "form-action"}
    assert {source for name, source in rules.items() if name not in ours} == {"'none'"}
    assert {"default-src", "base-uri", "frame-ancestors", "object-src"} <= rules.keys()


def test_what_a_view_has_said_stays_and_is_said_once() -> None:
    response = add_security_headers(Response(headers={"cache-control": "public"}))
    assert response.headers.getlist("Cache-Control") == ["public"]
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_leaving_wipes_what_the_browser_kept_but_no_cookie() -> None:
    response = clear_browser_data(Response())
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
