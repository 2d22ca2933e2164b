"""The first page: a greeting, and the languages to start in."""

from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser


def test_anyone_is_greeted_and_chooses_a_language(browser: Browser) -> None:
    page = browser.get("/")
    assert page.status == 200
    assert page.heading == "Bonjour."
    assert page.words("main button") == [
        "Français", "Français facile", "English", "العربية ترجمة لم تُراجع بعد", "Українська переклад ще не перевірено",
        "Español traducción aún sin revisar", "Português tradução ainda não revista",
    ]  # fmt: skip


def test_the_choice_is_asked_in_every_language(browser: Browser) -> None:
    """Review of the screens, m8: « Choisissez votre langue » stood in French only."""
    said = {part.get("lang"): part.text_content() for part in browser.get("/").all("main p span[lang]")}
    assert set(said) == {"en", "ar", "uk", "es", "pt"}
    assert said["en"] == "Choose your language" and said["es"] == "Elija su idioma"


def test_a_language_leads_to_what_can_be_done(browser: Browser) -> None:
    page = browser.send(browser.get("/").form_to("/language", "en"))
    assert page.path == "/procedures"
    assert page.one("html").get("lang") == "en"


def test_the_first_page_asks_for_no_name_and_keeps_no_session(browser: Browser) -> None:
    browser.get("/")
    box = state_of(browser.client.application).box
    assert box.store.read().execute("SELECT count(*) FROM sessions").fetchone()[0] == 0


def test_who_works_here_finds_the_way_to_the_desk(browser: Browser) -> None:
    assert browser.get("/").link("Vous travaillez ici ? Connectez-vous") == "/sign-in"


def test_a_mediator_on_the_first_page_is_not_asked_to_sign_in_again(desk: Browser) -> None:
    page = desk.get("/")
    assert "Vous travaillez ici" not in page.text
    assert page.link("Accueil de Nadia Roux") == "/desk"
