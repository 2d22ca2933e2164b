"""What every answer of the box and of the hub has in common, whatever is asked and by whom."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.web.request_state import state_of
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import begin, case_of

ELSEWHERE = {"Origin": "https://elsewhere.example"}
LOOKED_AT = (
    "cases", "events", "submissions", "jobs", "job_states", "rejections", "clock_notes", "mediators", "counters",
)  # fmt: skip


def open_pages(app: Flask) -> list[str]:
    return sorted(
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    )


@pytest.fixture(params=["box", "hub"])
def served(request: pytest.FixtureRequest) -> Iterator[tuple[FlaskClient, list[str]]]:
    """The box with Nadia signed in, and the hub with nobody."""
    if request.param == "box":
        browser: Browser = request.getfixturevalue("desk")
        yield browser.client, open_pages(browser.client.application)
    else:
        central: Central = request.getfixturevalue("central")
        yield central.app.test_client(), open_pages(central.app)


def test_no_answer_may_be_read_from_another_origin(served: tuple[FlaskClient, list[str]]) -> None:
    client, pages = served
    assert len(pages) >= 5
    for page in pages:
        for answer in (client.get(page, headers=ELSEWHERE), client.options(page, headers=ELSEWHERE)):
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")], page


def test_every_text_says_in_which_letters_it_is_written(served: tuple[FlaskClient, list[str]]) -> None:
    client, pages = served
    for page in pages:
        answer = client.get(page)
        if answer.data:
            assert "Content-Type" in answer.headers, page
            if answer.mimetype.startswith("text/"):
                assert answer.content_type.lower().endswith("charset=utf-8"), page


def test_no_address_carries_a_session_or_a_name(served: tuple[FlaskClient, list[str]]) -> None:
    """Secrets and answers travel in bodies and cookies; what an address may ask for is a reference, a page, a place."""
    client, pages = served
    for page in pages:
        location = client.get(page).headers.get("Location", "")
        assert not [word for word in ("token", "session", "passphrase", "pin") if f"{word}=" in location.lower()], page


def test_looking_changes_nothing(desk: Browser) -> None:
    """GET and HEAD are for looking: what is sent, changed or erased takes a POST with its token."""
    app = desk.client.application
    case = case_of(begin(desk))
    counted = _counts(app)
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("static", "control")):
            address = rule.rule.replace("<case_id>", case).replace("<procedure_id>", "birth-certificate")
            for method in (desk.client.get, desk.client.head):
                method(address.replace("<", "").replace(">", ""))
    assert _counts(app) == counted


def _counts(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    db = state_of(app).box.store.read()
    return {name: [tuple(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY 1")] for name in LOOKED_AT}
