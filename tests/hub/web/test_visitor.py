"""Who is asking: nobody is let past the door, and an operator reads no case."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from hub.cases.states import Scope
from hub.hub import Hub
from hub.people.people import Staff
from hub.server import create_hub
from hub.web import pages
from hub.web.visitor import RequestState
from hub.wire import MOST_BYTES
from kiosk.domain.events.reference import format_reference
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, person, signed_in
from tests.hub.samples import Box
from tests.hub.screens.test_cases import listed


def stay(browser: Browser) -> int:
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


def test_what_was_written_when_the_session_ended_can_be_copied(instructor: Browser, box: Box, watch: Watch) -> None:
    case = box.send_case()
    instructor.open(f"/dossiers/{case['reference']}")
    watch.ahead.append(timedelta(minutes=31))
    form = next(form for form in instructor.page.iter("form") if "message" in form.fields)
    data = {name: value for name, value in form.fields.items() if value is not None} | {"message": "Il manque le bail."}
    answer = instructor.client.post(form.get("action"), data=data)
    assert answer.status_code == 403 and "Il manque le bail." in answer.text


COOKIE = "parvis_found"
RESULT = "Résultat de votre recherche"


def test_what_was_found_stays_beside_its_cases_until_all_are_shown(instructor: Browser, box: Box) -> None:
    sought, other = box.submitted(), box.submitted()
    box.send(sought, other)
    instructor.open("/dossiers").fill("/dossiers", words=sought["reference"])
    found = [format_reference(sought["reference"])]
    for address in (f"/dossiers/{sought['reference']}", f"/dossiers/{other['reference']}", "/dossiers?found=1"):
        assert listed(instructor.open(address)) == found, address
        assert RESULT in instructor.text
    assert len(listed(instructor.open("/dossiers?view=all"))) == 2
    assert len(listed(instructor.open(f"/dossiers/{sought['reference']}"))) == 2
    assert RESULT not in instructor.text


def test_no_word_of_a_search_is_kept(instructor: Browser, box: Box) -> None:
    one = box.send_case()
    instructor.open("/dossiers").fill("/dossiers", words="Awa Benali")
    kept = instructor.client.get_cookie(COOKIE)
    assert kept is not None and kept.value.split(".")[1:] == [one["reference"]]
    instructor.fill("/dossiers", words="Kovalenko")
    assert instructor.client.get_cookie(COOKIE) is None


def test_nobody_is_shown_the_search_of_a_colleague_or_what_they_may_not_see(
    app: Flask, hub: Hub, paul: Staff, box: Box, other_box: Box
) -> None:
    here, there = box.submitted(), other_box.submitted()
    box.send(here)
    other_box.send(there)
    zoe = person(hub, "zoe", "Zoé Blanc", scope=Scope(sites=("BZ",)))
    browser = signed_in(app, hub, zoe)
    both = (here["reference"], "x", there["reference"])
    browser.client.set_cookie(COOKIE, ".".join((paul.id, *both)))
    assert RESULT not in browser.open(f"/dossiers/{there['reference']}").text
    browser.client.set_cookie(COOKIE, ".".join((zoe.id, *both)))
    assert listed(browser.open("/dossiers?found=1")) == [format_reference(there["reference"])]
    assert RESULT in browser.text


def test_the_list_stays_as_it_was_asked_for_beside_a_case(instructor: Browser, box: Box) -> None:
    arabic, french = box.submitted(language="ar"), box.submitted()
    box.send(arabic, french)
    assert len(listed(instructor.open("/dossiers?view=all"))) == 2
    assert len(listed(instructor.open("/dossiers?language=ar"))) == 1
    assert len(listed(instructor.open(f"/dossiers/{french['reference']}"))) == 1
    assert "Langue" in instructor.open("/dossiers").text
    assert len(listed(instructor.open("/dossiers?view=free"))) == 2


def test_what_nobody_offers_is_not_asked_and_the_cookie_holds_no_words(instructor: Browser, box: Box) -> None:
    box.send(box.submitted())
    for address in ("/dossiers?view=nobody", "/dossiers?state=draft", "/dossiers?after=x"):
        assert instructor.open(address).status == 200
    assert len(listed(instructor.open("/dossiers?view=nobody"))) == 1
    box.send(box.submitted())
    instructor.open("/dossiers?view=free").fill("/dossiers", words="benali")
    kept = instructor.client.get_cookie("parvis_list")
    assert kept is not None and kept.value == "view=free"


def test_all_three_stand_beside_a_case(instructor: Browser, box: Box) -> None:
    one, other = box.submitted(), box.submitted()
    box.send(one, other)
    text = instructor.open(f"/dossiers/{one['reference']}").text
    for words in ("Suivi par", "Personne pour l’instant", "Notes du service", "La même personne"):
        assert words in text
    beside = instructor.page.xpath("//ul[contains(@class, 'elsewhere')]")[0].text_content()
    assert format_reference(other["reference"]) in beside and format_reference(one["reference"]) not in beside


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
            assert pages.public_template_values()["words"].language == expected  # type: ignore[attr-defined]
            assert pages.of_page() == expected
