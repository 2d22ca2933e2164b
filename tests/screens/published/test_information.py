"""Information sheets, for anyone: by the catalogue, its search, and the desk."""

from kiosk.services.box.box import Box
from tests.gallery.site.page import Browser
from tests.gallery.site.published import publish


def test_anyone_reads_a_sheet_with_its_source_and_its_date(browser: Browser, box: Box) -> None:
    publish(box)
    page = browser.get("/information")
    assert page.words("ul.cards strong")[0] == "Encombrants : les jours de ramassage"
    sheet = browser.get("/information/passeport.yaml")
    assert "Service-Public.fr" in sheet.text and "3 novembre 2026" in sheet.text
    assert browser.get("/information/nothing.yaml").status == 404


def test_the_search_of_the_catalogue_finds_sheets_too(browser: Browser, box: Box) -> None:
    publish(box)
    found = browser.get("/procedures?q=encombrants")
    assert "/information/encombrants.yaml" in found.links() and "Rien trouvé" not in found.text
    assert "/information/encombrants.yaml" not in browser.get("/procedures?q=cantine").links()


def test_who_reads_arabic_gets_arabic_and_french_is_said_to_be_french(browser: Browser, box: Box) -> None:
    publish(box)
    browser.send(browser.get("/").form_to("/language", "ar"))
    assert "أين تُطلب" in browser.get("/information").text
    assert browser.get("/information/grand-froid.yaml").one("h1").get("lang") == "fr"


def test_nothing_leads_there_while_there_is_nothing(browser: Browser, box: Box) -> None:
    assert "/information" not in browser.get("/procedures").links()
    assert "pour le moment" in browser.get("/information").text


def test_a_message_is_on_the_desk_until_it_is_read(desk: Browser, box: Box) -> None:
    publish(box)
    home = desk.get("/desk")
    assert "Nouveau formulaire de logement social" in home.text
    again = desk.send(home.form("read-1"))
    assert again.path == "/desk" and "Nouveau formulaire" not in again.text
    assert "/information" in again.links()
