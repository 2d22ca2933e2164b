"""What can be done here."""

from tests.page import Browser


def test_anyone_sees_every_procedure_and_opens_one(browser: Browser) -> None:
    page = browser.get("/procedures")
    cards = [link.get("href") for link in page.all("main a.card")]
    assert sorted(cards) == ["/procedures/birth-certificate", "/procedures/identity-document"]
    assert browser.get(page.link("acte de naissance")).heading == "Demander une copie d’un acte de naissance"


def test_who_finds_nothing_is_led_to_someone(browser: Browser) -> None:
    assert browser.get("/procedures").link("Parler à quelqu’un").startswith("/call")


def test_a_mediator_goes_back_to_the_desk_and_a_citizen_to_the_welcome(browser: Browser, desk: Browser) -> None:
    assert desk.get("/procedures").link("Retour") == "/desk"
    desk.send(desk.get("/desk").form_to("/leave"))
    assert desk.get("/procedures").link("Retour") == "/"
