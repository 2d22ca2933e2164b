"""The security headers of every answer, of the box and of the hub."""

from flask import Response
from flask.testing import FlaskClient

from gallery.site.central import Central
from kiosk.hub.app import create_hub
from kiosk.web.http.security_headers import BOX, SHARED, mark

POLICY = "Content-Security-Policy"
STATIC = "/static/css/tokens.css"


def said(client: FlaskClient, path: str) -> dict[str, str]:
    headers = client.get(path).headers
    assert all(len(headers.getlist(name)) == 1 for name in SHARED), path
    return {name: headers[name] for name in SHARED}


def test_box_and_hub_say_the_same_but_for_the_referrer_and_sounds(client: FlaskClient, central: Central) -> None:
    hub = create_hub(central.hub.settings).test_client()
    for path in ("/nowhere", STATIC):
        own = {"Cache-Control": "no-cache"} if path == STATIC else {}
        assert said(hub, path) == {**SHARED, **own}
        assert said(client, path) == {**BOX, **own}
    assert {name for name in SHARED if SHARED[name] != BOX[name]} == {"Referrer-Policy", POLICY}
    assert BOX[POLICY] == f"{SHARED[POLICY]}; media-src 'self'"


def test_nothing_inline_and_nothing_from_elsewhere_runs_or_is_shown() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in SHARED["Content-Security-Policy"].split(";"))
    ours = {name for name, source in rules.items() if source == "'self'"}
    assert ours == {"script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"}
    assert {source for name, source in rules.items() if name not in ours} == {"'none'"}
    assert {"default-src", "base-uri", "frame-ancestors", "object-src"} <= rules.keys()


def test_what_a_view_has_said_stays_and_is_said_once() -> None:
    response = mark(Response(headers={"cache-control": "public"}), SHARED)
    assert response.headers.getlist("Cache-Control") == ["public"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
