"""Procedures are found, kept as favourites, and information is read."""

import logging
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec import structs

from kiosk.app import create_app
from kiosk.catalogue.define.catalogue import Catalogue, LiveCatalogue
from kiosk.services.box.box import Box
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.published import publish

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Source": "input#q", "HX-Target": "div#found"}
ODD = (
    "xylophone", "🍕🍕", '* " NEAR( -', "'; DROP TABLE found; --", "بطاقة الهوية", "<b>gras</b>", "\x00", "z" * 10_000,
)  # fmt: skip


def cards(page: Page) -> list[str]:
    return [link.get("href", "").rpartition("/")[2] for link in page.all("a.card")]


def ask(browser: Browser, typed: str) -> Page:
    return browser.send(browser.get("/procedures").form().with_values({"q": typed}))


def chips(page: Page) -> dict[str, str]:
    return {" ".join(link.text_content().split()): link.get("href", "") for link in page.all(".chips a")}


def test_anyone_sees_every_procedure_and_opens_one(browser: Browser, box: Box) -> None:
    page = browser.get(browser.get("/procedures").link("Toutes les démarches"))
    assert cards(page) == [procedure.id for procedure in box.catalogue.procedures]
    assert browser.get(page.link("acte de naissance")).heading == "Demander un acte de naissance"


def test_the_first_choice_is_what_happens_to_a_person_and_leaves_nothing_out(browser: Browser, box: Box) -> None:
    page = browser.get("/procedures")
    drawn = page.all("a.situation .drawing use")
    assert len(drawn) == len(page.all("a.situation")) == 12, "each of ours has its drawing"
    assert set(cards(page)) == {procedure.id for procedure in box.catalogue.procedures}
    assert browser.get(page.link("Je déménage")).heading == "Déclarer ma nouvelle adresse"
    assert not page.all(".filters"), "and one question at a time"


def test_the_list_and_what_was_looked_for_lead_back_to_the_first_choice(browser: Browser) -> None:
    by_name = browser.get("/procedures?list=all")
    assert by_name.link("Retour") == ask(browser, "passeport").link("Retour") == "/procedures"
    emptied = browser.send(by_name.form().with_values({"q": ""}))
    assert not emptied.all("a.situation") and cards(emptied), "an emptied search stays on the list it began on"


def test_a_situation_of_several_procedures_opens_their_list(box: Box) -> None:
    first, second, *others = box.catalogue.procedures
    both = structs.replace(second, life_event=first.life_event)
    catalogue = LiveCatalogue(Catalogue((first, both, *others), (), ()))
    browser = Browser(create_app(box.settings, box=replace(box, live_catalogue=catalogue)).test_client())
    page = browser.get(browser.get("/procedures").link(first.life_event.text))
    assert cards(page) == [first.id, second.id] and page.link("Retour") == "/procedures"


def test_a_mediator_sees_the_list(desk: Browser) -> None:
    page = desk.get("/procedures")
    assert page.all("button.card") and not page.all("a.situation")
    # and what is to be known of each
    assert desk.get(page.all(".procedure-with-favourite a")[0].get("href")).all("#begin")


def test_a_procedure_whose_service_is_not_offered_is_neither_listed_nor_opened(box: Box) -> None:
    chosen = replace(box.settings, services=("elections", "ccas"))
    browser = Browser(create_app(chosen, box=replace(box, settings=chosen)).test_client())
    listed = cards(browser.get("/procedures"))
    assert "electoral-roll" in listed and "birth-certificate" not in listed
    assert "birth-certificate" not in cards(ask(browser, "acte de naissance"))
    for path in ("/procedures/birth-certificate", "/procedures/birth-certificate/checklist"):
        assert "n’est pas proposée ici" in browser.get(path).main


def test_who_finds_nothing_is_led_to_someone(browser: Browser) -> None:
    assert browser.get("/procedures").link("Parler à quelqu’un").startswith("/call")


def test_a_mediator_goes_back_to_the_desk_and_a_citizen_to_the_welcome(browser: Browser, desk: Browser) -> None:
    assert desk.get("/procedures").link("À faire") == "/desk"
    desk.send(desk.get("/desk").form_to("/leave"))
    assert desk.get("/procedures").link("Retour") == "/"


def test_at_the_desk_it_is_french_and_by_nouns_whatever_the_person_speaks(desk: Browser) -> None:
    desk.send(desk.get("/language").form_to("/language", "ar"))
    page = desk.get("/procedures")
    assert page.heading == "Démarches" and page.one("html").get("lang") == "fr"
    names = page.words(".procedure-with-favourite > .card")
    assert names[:3] == ["Acte de naissance", "Aide ponctuelle", "Attestation d’accueil"]
    assert page.one('[aria-label="Langue de la personne\u00a0: arabe"]').get("href").startswith("/language")


def test_words_of_one_s_own_find_a_procedure_without_any_script(browser: Browser, box: Box) -> None:
    page = ask(browser, "j'ai perdu mon passeort")
    assert cards(page)[0] == "identity-document" and len(cards(page)) < len(box.catalogue.procedures)
    assert page.one("#q").get("value") == "j'ai perdu mon passeort"
    assert "trouvée" in page.main
    assert cards(browser.get(page.link("Toutes les démarches"))) == [
        procedure.id for procedure in box.catalogue.procedures
    ]


def test_nothing_found_leads_to_a_person_and_still_shows_everything(browser: Browser, box: Box) -> None:
    for typed in ODD:
        page = ask(browser, typed)
        assert page.status == 200
        assert "Rien trouvé Essayez d’autres mots" in page.main and "Quelqu’un peut vous aider." in page.main
        assert [element.get("href", "").split("?")[0] for element in page.all("a.primary")] == ["/call"]
        assert "02 99 00 00 00" in page.main and "lundi à vendredi, 9 h à 17 h" in page.main
        assert cards(page) == [procedure.id for procedure in box.catalogue.procedures]
        assert len(page.source) < 40_000


def test_what_another_body_gives_is_said_first_with_where_to_go(browser: Browser, box: Box) -> None:
    page = ask(browser, "cart grise")
    assert page.words("#found h2")[:1] == ["Cela se demande ailleurs"]
    assert "Carte grise d’un véhicule Faites la demande sur ants.gouv.fr" in page.main
    assert "Rien trouvé" not in page.main
    assert cards(page) == [procedure.id for procedure in box.catalogue.procedures]
    both = ask(browser, "nouvelle adresse sur carte grise")
    assert "Cela se demande ailleurs" in both.main and cards(both)[0] == "change-of-address"


def test_a_question_that_has_not_begun_shows_everything_and_no_count(browser: Browser, box: Box) -> None:
    page = ask(browser, "bonjour je voudrais")
    assert len(cards(page)) == len(box.catalogue.procedures)
    assert "trouvé" not in page.main.split("Vous ne trouvez pas ?")[0]


def test_while_someone_types_only_the_list_and_its_count_come(browser: Browser) -> None:
    part = browser.get("/procedures?q=naissan", headers=HTMX)
    assert cards(part)[0] == "birth-certificate"
    assert not part.all("h1, form, #q, main")
    assert part.one("#status").get("hx-swap-oob") == "innerHTML"
    assert part.words("#status")[0].endswith(("trouvée", "trouvées"))


def test_the_line_asks_by_itself_and_waits_for_the_last_letter(browser: Browser) -> None:
    line = browser.get("/procedures").one("#q")
    assert (line.get("hx-get"), line.get("hx-target"), line.get("hx-sync")) == ("/procedures", "#found", "this:replace")
    assert "delay:250ms" in line.get("hx-trigger", "")


def test_the_list_is_shortened_by_links_that_keep_the_words(browser: Browser) -> None:
    page = ask(browser, "papier")
    (way,) = [chip for chip in chips(page).values() if parse_qs(urlsplit(chip).query).get("audience") == ["habitant"]]
    narrowed = browser.get(way)
    assert narrowed.one("#q").get("value") == "papier"
    assert "birth-certificate" in cards(narrowed) and "identity-document" not in cards(narrowed)
    assert narrowed.words(".chips [aria-current]") == ["Habitants de la commune"]
    again = browser.send(narrowed.form().with_values({"q": ""}))
    assert again.words(".chips [aria-current]") == ["Habitants de la commune"], "and words keep what was chosen"
    assert "identity-document" in cards(browser.get(chips(narrowed)["Tout montrer"]))


def test_every_choice_that_is_offered_leads_to_something_and_any_other_to_a_person(browser: Browser) -> None:
    page = browser.get("/procedures?list=all")
    assert chips(page)
    for way in chips(page).values():
        result = browser.get(way)
        assert cards(result) and "Rien trouvé" not in result.main
    page = browser.get("/procedures?service=lune")
    assert "Rien trouvé" in page.main and cards(page)


def test_what_was_typed_is_kept_nowhere(browser: Browser, box: Box, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = ask(browser, "divorcezyx")
        browser.get("/procedures?q=divorcezyx", headers=HTMX)
    assert page.headers["Cache-Control"] == "no-store"
    assert "divorcezyx" not in caplog.text
    db = box.store.read()
    names = [row["name"] for row in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert not [name for name in names if "divorcezyx" in str(list(db.query(f'SELECT * FROM "{name}"')))]
    assert "divorcezyx" not in browser.get("/procedures").source


def test_english_readers_search_in_english(browser: Browser) -> None:
    form = browser.get("/language").form_to("/language", "en")
    browser.send(form)
    page = ask(browser, "passport")
    assert cards(page)[0] == "identity-document"
    assert "found" in page.main


PLACE = "/procedures/identity-document"


def star(page: Page) -> tuple[str, str]:
    """What it says, and what it says to a voice."""
    button = page.one("form[action$='identity-document/favourite'] button")
    return " ".join(button.text_content().split()).split(",")[0], button.get("aria-pressed")


def press(desk: Browser, page: Page) -> Page:
    value = page.one("form[action$='identity-document/favourite'] button").get("value")
    return desk.send(page.form_to("identity-document/favourite", value))


def test_a_star_is_pressed_and_let_go_at_the_introduction(desk: Browser) -> None:
    page = desk.get(PLACE)
    assert star(page) == ("Favori : non", "false")
    page = press(desk, page)
    assert (page.path, star(page)) == (PLACE, ("Favori : oui", "true"))
    assert star(press(desk, page)) == ("Favori : non", "false")


def test_it_is_pressed_in_the_catalogue_too_and_comes_first_there(desk: Browser) -> None:
    page = press(desk, desk.get("/procedures"))
    assert page.path == "/procedures"
    assert page.all("main .card")[0].get("value") == "identity-document"
    assert star(page) == ("Favori : oui", "true")


def test_a_favourite_stands_on_the_desk_and_begins_a_case(desk: Browser) -> None:
    assert not desk.get("/desk").all(".favourites button")
    press(desk, desk.get(PLACE))
    home = desk.get("/desk")
    assert [element.get("value") for element in home.all(".favourites button")] == ["identity-document"]
    assert desk.send(home.form("begin").with_values({"procedure": "identity-document"})).path.endswith("/whole")


def test_a_colleague_has_none_of_it(desk: Browser, omars_desk: Browser) -> None:
    press(desk, desk.get(PLACE))
    assert not omars_desk.get("/desk").all(".favourites button")


def test_a_citizen_sees_no_star(browser: Browser) -> None:
    assert not browser.get(PLACE).all("form.favourite")
    assert not browser.get("/procedures").all("form.favourite")


def test_it_leads_nowhere_else(desk: Browser) -> None:
    form = desk.get(PLACE).form_to("/favourite", "add").with_values({"back": "https://example.org/"})
    assert desk.send(form).path == PLACE


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
    assert "/information" in desk.get("/procedures").links()
