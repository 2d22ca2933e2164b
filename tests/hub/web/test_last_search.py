"""What a search found stays beside the cases of it, for who sought it alone and without its words."""

from flask import Flask

from hub.cases.scope import Scope
from hub.hub import Hub
from hub.people.people import Staff
from kiosk.domain.events.reference import spoken
from tests.gallery.site.hub_browser import Browser
from tests.hub.conftest import person, signed_in
from tests.hub.samples import Box

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
    one = box.submitted()
    box.send(one)
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
