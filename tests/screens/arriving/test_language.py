"""Another language at any moment; what was begun goes on."""

from datetime import timedelta

from kiosk.services.box.box import Box
from tests.conftest import Watch
from tests.gallery.site import household, steps_taken
from tests.gallery.site.page import Browser


def choose(browser: Browser, code: str, back: str = "/procedures") -> None:
    form = browser.get(f"/language?back={back}").form_to("/language", code)
    page = browser.send(form)
    assert page.path == back


def test_each_language_is_written_in_itself(browser: Browser) -> None:
    buttons = browser.get("/language").all("main button")
    assert [(button.get("lang"), button.get("dir"), button.text_content().strip()) for button in buttons[:4]] == [
        ("fr", "ltr", "Français"), ("fr", "ltr", "Français facile"), ("en", "ltr", "English"),
        ("ar", "rtl", "العربية ترجمة لم تُراجع بعد"),
    ]  # fmt: skip


def test_a_language_that_nobody_has_read_over_says_so_on_its_pages(browser: Browser) -> None:
    choose(browser, "uk")
    assert "Цей переклад ще ніхто не перевірив" in browser.get("/procedures").text
    choose(browser, "en")
    assert not browser.get("/procedures").all(".unreviewed")


def test_where_a_procedure_is_not_translated_its_french_is_marked_as_french(
    box: Box, watch: Watch, browser: Browser
) -> None:
    """A town hall's own, until it is translated too."""
    household.put(box.settings)
    watch.wait(timedelta(seconds=3))
    choose(browser, "pt")
    page = browser.get("/procedures/household")
    assert page.one("html").get("lang") == "pt"
    assert page.one("h1 span").attrib == {"lang": "fr", "dir": "ltr"}
    assert page.one("title").text_content().startswith("Dire qui vit ici")


def test_a_page_is_in_the_language_chosen_and_stays_so(browser: Browser) -> None:
    choose(browser, "en")
    for path in ("/procedures", "/procedures/birth-certificate", "/call", "/"):
        page = browser.get(path)
        assert page.one("html").get("lang") == "en", path
    assert browser.get("/procedures").heading == "What do you want to do?"


def test_plain_french_uses_the_plain_words_of_a_procedure(browser: Browser) -> None:
    ordinary = browser.get("/procedures/birth-certificate").heading
    choose(browser, "fr-plain")
    page = browser.get("/procedures/birth-certificate")
    assert (ordinary, page.heading) == ("Demander une copie d’un acte de naissance", "Demander un acte de naissance")
    assert page.one("html").get("lang") == "fr"


def test_the_one_in_use_is_marked(browser: Browser) -> None:
    choose(browser, "fr-plain")
    assert browser.get("/language").words("main button.primary") == ["Français facile"]


def test_changing_the_language_in_a_case_comes_back_to_its_step(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    back = desk.send(steps_taken.helped(desk, page, "language").form_to("/language", "en"))
    assert back.path == page.path
    assert back.one("html").get("lang") == "en"
    desk.get(f"/cases/{steps_taken.case_of(page)}/steps/person")
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/steps/person").one("#f-birth_name").get("value") == "Benali"


def test_a_language_that_is_not_offered_is_refused_in_plain_words(browser: Browser) -> None:
    form = browser.get("/language").form_to("/language", "en")
    page = browser.send(form.with_values({"language": "tlh"}))
    assert page.status == 409
    assert "Cette langue n’est pas proposée ici." in page.text


def test_the_way_back_of_a_helper_never_leads_elsewhere(browser: Browser) -> None:
    outsides = ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example")
    for outside in outsides:
        for path in ("/language", "/accessibility", "/call", "/keyboard", "/comfort"):
            page = browser.get(path, query_string={"back": outside})
            assert page.link("Valider" if path == "/comfort" else "Retour") == "/", (path, outside)
        sent = browser.send(page.form_to("/comfort", "large").with_values({"back": outside}))
        assert sent.link("Valider") == "/", outside
        language = browser.get("/language").form_to("/language", "fr").with_values({"back": outside})
        assert browser.send(language).path == "/procedures", outside
