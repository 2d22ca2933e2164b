"""Who is asking: nobody is let past the door, and an operator reads no case."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from hub.cases.states import Scope
from hub.hub import Hub
from hub.people.people import Staff
from kiosk.domain.events.reference import spoken
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import PASSPHRASE, Watch, person, signed_in
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
    case = box.send_case()
    instructor.open(f"/dossiers/{case['reference']}")
    watch.ahead.append(timedelta(minutes=31))
    form = next(form for form in instructor.page.iter("form") if "message" in form.fields)
    data = {name: value for name, value in form.fields.items() if value is not None} | {"message": "Il manque le bail."}
    answer = instructor.client.post(form.get("action"), data=data)
    assert answer.status_code == 403 and "Il manque le bail." in answer.text


COOKIE = "parvis_found"
RESULT = "Résultat de votre recherche"


def _listed(browser: Browser) -> list[str]:
    return [number.text for number in browser.page.xpath("//ol[@data-worklist]//*[@class='number']")]


def test_what_was_found_stays_beside_its_cases_until_all_are_shown(instructor: Browser, box: Box) -> None:
    sought, other = box.submitted(), box.submitted()
    box.send(sought, other)
    instructor.open("/dossiers").fill("/dossiers", words=sought["reference"])
    found = [spoken(sought["reference"])]
    for address in (f"/dossiers/{sought['reference']}", f"/dossiers/{other['reference']}", "/dossiers?found=1"):
        assert _listed(instructor.open(address)) == found, address
        assert RESULT in instructor.text
    assert len(_listed(instructor.open("/dossiers?view=all"))) == 2
    assert len(_listed(instructor.open(f"/dossiers/{sought['reference']}"))) == 2
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
    assert _listed(browser.open("/dossiers?found=1")) == [spoken(there["reference"])]
    assert RESULT in browser.text


def test_the_list_stays_as_it_was_asked_for_beside_a_case(instructor: Browser, box: Box) -> None:
    arabic, french = box.submitted(language="ar"), box.submitted()
    box.send(arabic, french)
    assert len(_listed(instructor.open("/dossiers?view=all"))) == 2
    assert len(_listed(instructor.open("/dossiers?language=ar"))) == 1
    assert len(_listed(instructor.open(f"/dossiers/{french['reference']}"))) == 1
    assert "Langue" in instructor.open("/dossiers").text
    assert len(_listed(instructor.open("/dossiers?view=free"))) == 2


def test_what_nobody_offers_is_not_asked(instructor: Browser, box: Box) -> None:
    box.send(box.submitted())
    for address in ("/dossiers?view=nobody", "/dossiers?state=draft", "/dossiers?after=x"):
        assert instructor.open(address).status == 200
    assert len(_listed(instructor.open("/dossiers?view=nobody"))) == 1


def test_the_cookie_holds_no_words(instructor: Browser, box: Box) -> None:
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
    assert spoken(other["reference"]) in beside and spoken(one["reference"]) not in beside
