"""The list beside a case is the one that was asked for last, and words that were sought never reach the browser."""

from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def _listed(browser: Browser) -> list[str]:
    return [number.text for number in browser.page.xpath("//ol[@data-worklist]//*[@class='number']")]


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
