"""Who is asking: nobody is let past the door, and an operator reads no case; when a session ends is said beforehand."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from hub.hub import Hub
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, person
from tests.hub.samples import Box


def stay(browser: Browser) -> int:
    """What js/page/session_end.js sends."""
    dialog = browser.page.get_element_by_id("session-end")
    token = dialog.xpath(".//input")[0]
    return browser.client.post(dialog.get("data-stay"), data={token.get("name"): token.get("value")}).status_code


def test_a_page_says_beforehand_when_the_session_ends_also_where_no_script_runs(instructor: Browser) -> None:
    page = instructor.open("/dossiers").page
    words = " ".join(page.xpath("//noscript/p")[0].text_content().split())
    assert words.startswith("Sans geste de votre part, votre session se termine à ")
    assert "Dans tous les cas, elle se termine à " in words
    dialog = page.get_element_by_id("session-end")
    assert (dialog.get("role"), dialog.get("data-before")) == ("alertdialog", "120")
    assert 1700 < int(dialog.get("data-idle")) <= 1800 and 43_000 < int(dialog.get("data-final")) <= 43_200
    assert page.get_element_by_id("session-notice").get("role") == "alert"


def test_one_press_prolongs_a_session_and_not_beyond_its_last_hour(instructor: Browser, watch: Watch) -> None:
    instructor.open("/dossiers")
    for _ in range(25):
        watch.ahead.append(timedelta(minutes=28))
        assert stay(instructor) == 204
    watch.ahead.append(timedelta(minutes=28))
    assert stay(instructor) == 403, "twelve hours are over"


def test_the_time_between_the_two_steps_is_told_and_prolonged(app: Flask, hub: Hub, watch: Watch) -> None:
    person(hub, "lou", "Lou Blanc")
    half_in = Browser(app.test_client()).open("/connexion").fill("/connexion", login="lou", passphrase=PASSPHRASE)
    assert "il faudra recommencer à" in half_in.page.xpath("//noscript/p")[0].text_content()
    for _ in range(2):
        watch.ahead.append(timedelta(minutes=9))
        assert stay(half_in) == 204
    watch.ahead.append(timedelta(minutes=11))
    assert stay(half_in) == 403


def test_who_is_not_signed_in_is_told_of_no_session(client: FlaskClient) -> None:
    assert "session-end" not in client.get("/connexion").text


def test_what_was_written_when_the_session_ended_is_shown_to_be_copied(
    instructor: Browser, box: Box, watch: Watch
) -> None:
    case = box.submitted()
    box.send(case)
    instructor.open(f"/dossiers/{case['reference']}")
    watch.ahead.append(timedelta(minutes=31))
    form = next(form for form in instructor.page.iter("form") if "message" in form.fields)
    data = {name: value for name, value in form.fields.items() if value is not None} | {"message": "Il manque le bail."}
    answer = instructor.client.post(form.get("action"), data=data)
    assert answer.status_code == 403 and "Il manque le bail." in answer.text
