"""The first start of a machine in a real browser, by the keyboard alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from playwright.sync_api import Browser, Page, expect

from tests.gallery.browser.eyes import Eyes
from tests.gallery.site.first_start import Start, first_start
from tests.gallery.walk.kept_pages import Galleries


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Start, str]]:
    """A new machine's wizard, and its address."""
    with first_start(tmp_path / "new") as start:
        server = Server(("127.0.0.1", 0), start.app)
        server.prepare()
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        try:
            yield start, f"http://127.0.0.1:{server.bind_addr[1]}"
        finally:
            server.stop()
            thread.join(10)


def typed(page: Page, heading: str, *keys: str) -> None:
    expect(page.locator("h1")).to_have_text(heading)
    page.wait_for_function("() => document.activeElement !== document.body")  # a key before that goes nowhere
    for key in keys:
        if key in ("Enter", "Tab", "Space"):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def test_a_secretary_makes_a_machine_ready_by_the_keyboard_alone(chrome: Browser, served: tuple[Start, str]) -> None:
    start, address = served
    page = chrome.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR").new_page()
    page.goto(address)
    typed(page, "Bonjour. Préparons ce poste ensemble.", start.codes[-1], "Enter")
    typed(page, "Comment s’appelle ce lieu ?", "Mairie de Rennes", "Enter")
    typed(page, "Pour quelle commune ?", "35000", "Enter")
    expect(page.locator("label.choice").first).to_contain_text("Rennes")
    page.locator("#commune").focus()
    typed(page, "Pour quelle commune ?", "Space")
    page.locator("#q").focus()
    typed(page, "Pour quelle commune ?", "Enter")
    typed(page, "Le code de vos dossiers", "Enter")
    typed(page, "Comment vous joindre ?", "1 place de la Mairie, 35000 Rennes", "Enter")
    typed(page, "Qui est responsable des données ?", "Enter")
    typed(page, "Quand êtes-vous ouverts ?", "9h-12h", "Tab", "neuf heures", "Enter")
    expect(page.locator("#day-1")).to_have_attribute("aria-invalid", "true")
    page.locator("#day-1").fill("9h-17h")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Quelles langues proposer ?")
    for heading in (
        "Quelles langues proposer ?",
        "Quels services proposer ?",
        "Utiliser d’autres écrans dans ce bâtiment ?",
    ):
        expect(page.locator("h1")).to_have_text(heading)
        page.locator(".actions .primary").press("Enter")
    typed(page, "Qui sera la première personne de l’équipe ?", "Nadia Roux", "Enter")
    expect(page.locator("h1")).to_have_text("Prenez un papier et notez ceci")
    words, pin = page.locator("ol.secret li").all_inner_texts(), page.locator("strong.secret").nth(1).inner_text()
    page.locator(".actions .primary").press("Enter")
    expect(page.locator("h1")).to_have_text("La feuille de secours")
    sheet = page.locator("ol.secret li").all_inner_texts()
    page.locator(".actions .primary").press("Enter")
    typed(page, "Tapez les douze mots", *(key for word in [*sheet[:4], "zzzz"] for key in (word, "Tab")))
    expect(page.locator("#word-5-fault")).to_contain_text("Le mot 5 n’est pas le bon")
    expect(page.locator("#word-4-fault")).to_contain_text("Bien")
    page.locator("#word-5").fill(sheet[4])
    page.locator("#word-6").focus()
    typed(page, "Tapez les douze mots", *(key for word in sheet[5:11] for key in (word, "Tab")))
    typed(page, "Tapez les douze mots", sheet[11], "Enter")
    typed(page, "Connectez-vous avec ce que vous avez noté", " ".join(words), "Tab", pin, "Enter")
    expect(page.locator("h1")).to_have_text("Le premier jour")
    assert page.request.get(f"{address}/set-up/start").status == 404
    page.context.close()


def test_one_press_gives_the_hours_of_one_day_to_every_weekday(chrome: Browser, gallery: Galleries) -> None:
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(engines=())
        eyes.show(page, next(shot for shot in here.shots if shot.name == "set-up-hours"))
        boxes, press = page.locator(".week .input"), page.get_by_role("button", name="Copier à tous les jours ouvrés")
        boxes.nth(1).fill("9h-12h, 14h-17h")
        press.click()
        assert [box.input_value() for box in boxes.all()] == ["9h-12h, 14h-17h"] * 5 + ["", ""]
        page.context.close()
