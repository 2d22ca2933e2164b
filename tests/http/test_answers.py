"""Answers that a browser keeps as a file.
Every error has a page, and the log says where it happened and never what.
What templates of box and hub do to values alike.
Each request has a number.
The security headers of every answer, of the box and of the hub.
"""

import logging

import pytest
from flask import Flask, abort, make_response, redirect
from flask import Response as FlaskResponse
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from hub.server import create_hub
from kiosk import logs
from kiosk.clock import Clock
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.http import error_pages, security_headers
from kiosk.http.downloads import file_stream, json_file
from kiosk.http.security_headers import HEADERS, add_security_headers, clear_browser_data
from kiosk.words.words import Words
from tests.gallery.site.central import Central


def test_a_copy_is_kept_under_its_number() -> None:
    answer = json_file('{"reference": "SA1-7"}', "SA1-7")
    assert answer.get_json() == {"reference": "SA1-7"}
    assert answer.headers["Content-Disposition"] == "attachment; filename=SA1-7.json"


def test_a_file_is_sent_as_its_pieces_come_under_any_name() -> None:
    given = iter([b"one", b"two"])
    answer = file_stream(given, 6, "image/png", "carte.png")
    assert answer.content_length == 6 and next(given) == b"one", "nothing is read before it is asked for"
    assert answer.headers["Content-Disposition"] == "attachment; filename=carte.png"
    named = file_stream([], 0, "image/png", 'pièce "بطاقة".png').headers["Content-Disposition"]
    assert "filename*=UTF-8''pi%C3%A8ce%20%22%D8%A8" in named and named.startswith("attachment; filename=")


@pytest.fixture
def failing_app() -> Flask:
    failing_app = Flask(__name__)

    def http(error: HTTPException) -> Response:
        return make_response(f"status {error.code}", error.code or 500)

    def refused(error: Refused | Unreadable) -> Response:
        return make_response(error.code, 409)

    error_pages.install_error_pages(failing_app, http, refused)
    return failing_app


def failing(failing_app: Flask, fault: Exception) -> Response:
    def broken() -> str:
        raise fault

    failing_app.add_url_rule("/broken/<code>", "broken", lambda code: broken())
    return failing_app.test_client().get("/broken/secret-code")


def test_an_unexpected_error_is_logged_by_its_place_alone(failing_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing(failing_app, ZeroDivisionError("Benali"))
    assert (answer.status_code, answer.get_data(as_text=True)) == (500, "status 500")
    (record,) = caplog.records
    assert record.getMessage() == "fault at GET /broken/<code>"
    assert record.trace[-1] == "ZeroDivisionError" and record.exc_info is None  # type: ignore[attr-defined]
    assert "Benali" not in caplog.text + repr(vars(record)) and "secret-code" not in repr(vars(record))


def test_a_refusal_says_to_programs_how_long_to_wait(failing_app: Flask) -> None:
    answer = failing(failing_app, Refused(Refusal.TOO_MANY_TRIES, seconds=30))
    assert (answer.get_data(as_text=True), answer.headers["Retry-After"]) == ("too-many-tries", "30")


@pytest.mark.parametrize("fault", [Refused(Refusal.NO_SUCH_CASE), Unreadable()])
def test_a_refusal_without_a_time_names_none(failing_app: Flask, fault: Exception) -> None:
    answer = failing(failing_app, fault)
    assert answer.status_code == 409 and "Retry-After" not in answer.headers


def test_a_method_nobody_takes_is_told_with_those_that_are(failing_app: Flask) -> None:
    failing_app.add_url_rule("/page", "page", lambda: "", methods=["POST"])
    answer = failing_app.test_client().get("/page")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")


def test_an_answer_that_a_view_has_made_itself_stays(failing_app: Flask) -> None:
    failing_app.add_url_rule("/own", "own", lambda: abort(make_response("own words", 409)))
    failing_app.add_url_rule("/there", "there", lambda: abort(redirect("/own")))
    client = failing_app.test_client()
    assert client.get("/own").text == "own words"
    assert client.get("/there").headers["Location"] == "/own"


def test_each_line_is_a_line_and_nothing_in_it_is_markup(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines }}")
    rendered = say.render(text="1 place de la Mairie\n<b>Saint-Aubin</b>")
    assert rendered == "1 place de la Mairie<br>&lt;b&gt;Saint-Aubin&lt;/b&gt;"
    assert say.render(text="") == ""


def test_a_telephone_keeps_its_order_on_an_arabic_page(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines }}")
    rendered = say.render(text="هاتف 02\n\n02 99 00 00 00\n1 place de la <Mairie>", direction="rtl")
    assert rendered.split("<br>") == [
        "هاتف 02",
        "",
        '<bdi dir="ltr">02 99 00 00 00</bdi>',
        '<bdi dir="ltr">1 place de la &lt;Mairie&gt;</bdi>',
    ]


def test_french_words_of_a_service_are_said_to_be_french_line_by_line(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines(french=true) }}")
    assert say.render(text="Il manque\nune pièce", words=Words("en").marked) == (
        "\ufdd0Il manque\ufdd1<br>\ufdd0une pièce\ufdd1"
    )
    assert say.render(text="Il manque", words=Words("fr").marked) == "Il manque"


def test_a_reference_is_written_as_it_is_said(app: Flask) -> None:
    assert app.jinja_env.from_string("{{ 'SA1042K' | spoken }}").render() == "SA 1042 K"


def test_each_request_has_a_number_of_its_own_which_ends_with_it() -> None:
    app = Flask("numbered")
    security_headers.install_request_numbers(app, Clock())
    app.add_url_rule("/", "number", logs.bound_request)
    texts = [app.test_client().get("/").text for _ in range(20)]
    assert {len(number) for number in texts} == {security_headers.LENGTH} and len(set(texts)) == 20
    assert logs.bound_request() == ""


def test_a_request_that_fails_ends_its_number_too() -> None:
    app = Flask("numbered")
    security_headers.install_request_numbers(app, Clock())
    app.add_url_rule("/", "fails", lambda: 1 / 0)
    assert app.test_client().get("/").status_code == 500
    assert logs.bound_request() == ""


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
    response = add_security_headers(FlaskResponse(headers={"cache-control": "public"}))
    assert response.headers.getlist("Cache-Control") == ["public"]
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_leaving_wipes_what_the_browser_kept_but_no_cookie() -> None:
    response = clear_browser_data(FlaskResponse())
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
