"""The first mediator: what is noted is typed back, a wrong word is named at once, and the wizard is then gone."""

from pathlib import Path

import pytest

from kiosk.store.people import people
from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import PERSON, Start, answer, first_start, set_up, to_sheet, typed_back
from tests.gallery.site.page import Browser, Page


def word(browser: Browser, place: int, typed: str) -> Page:
    """One word typed: htmx sends the form."""
    form = browser.get("/set-up/person/sheet/typed").form("answer").with_values({f"word-{place}": typed})
    form.action = f"/set-up/person/sheet/word/{place}"
    return browser.send(form, headers={"HX-Request": "true", "HX-Target": f"p#word-{place}-fault"})


def test_a_person_has_a_name(wizard: Browser, start: Start) -> None:
    page = answer(wizard)
    for name in ("", " ", "\t", "\u00a0", "\n", "\u2003", "   ", "\r\n", "\u3000", "\x1f"):
        page = wizard.send(page.form("answer").with_values({**PERSON, "name": name}))
        assert page.status == 422 and page.one("#name").get("aria-invalid") == "true"
    assert people.mediators(start.box.store.read()) == []


def test_a_name_or_a_way_to_enter_that_cannot_be_is_said_at_its_field(wizard: Browser, start: Start) -> None:
    page = answer(wizard)
    wrong = [("name", "x" * 121), ("login", "y" * 41)]
    wrong += [("factor", kind) for kind in ("", " ", "x", "Badge", "badge ", "mot", "key_file", "\x00", "é", "0")]
    for field, typed in wrong:
        given = {**PERSON, "login": "nadia", field: typed}
        page = wizard.send(page.form("answer").with_values(given))
        assert page.status == 422 and page.words(f"#{field}-fault"), typed
        kept = {name: page.one(f"#{name}").get("value") for name in ("name", "login")}
        assert kept == {name: given[name] for name in kept}
    assert people.mediators(start.box.store.read()) == []
    assert "nadia" in wizard.send(page.form("answer").with_values(PERSON)).words("strong.secret")


def test_a_short_name_to_sign_in_with_is_proposed(wizard: Browser) -> None:
    page = wizard.send(answer(wizard).form("answer").with_values(PERSON))
    assert page.words("strong.secret")[0] == "nadia"


def test_a_wrong_word_is_named_at_once(wizard: Browser) -> None:
    _, _, sheet = to_sheet(wizard)
    assert "Le mot 5 n’est pas le bon" in word(wizard, 5, "zèbre").text
    right = sheet.split()[4]
    assert "Bien" in word(wizard, 5, right).text
    assert "Bien" in word(wizard, 5, f" {right.upper()[:4]} ").text
    assert word(wizard, 5, "").text == "", "nothing is said of what is not typed yet"


def test_a_wrong_word_keeps_the_others(wizard: Browser) -> None:
    _, _, sheet = to_sheet(wizard)
    words = sheet.split()
    form = wizard.get("/set-up/person/sheet/typed").form("answer")
    values = {f"word-{place}": word for place, word in enumerate(words, 1)}
    for typed in ("", " ", "mot", "1234", "É", "zèbre zèbre", "-", "’", "x" * 3000, "\x00"):
        page = wizard.send(form.with_values({**values, "word-7": typed}))
        assert page.status == 422 and len(page.words(".notice.danger li")) == 1
        assert "mot 7" in page.main
        assert page.one("#word-8").get("value") == words[7]
    assert typed_back(wizard, sheet).path == "/set-up/person/enter"


def test_twelve_words_may_be_typed_into_the_first_field(wizard: Browser) -> None:
    _, _, sheet = to_sheet(wizard)
    numbered = " ".join(f"{place}. {word}" for place, word in enumerate(sheet.split(), 1))
    form = wizard.get("/set-up/person/sheet/typed").form("answer")
    assert wizard.send(form.with_values({"word-1": numbered})).path == "/set-up/person/enter"


def test_a_wrong_pin_counts_no_try(wizard: Browser) -> None:
    words, right, sheet = to_sheet(wizard)
    page = typed_back(wizard, sheet)
    for pin in ("", " ", "000000", "12345", "abcdef", "1234567", "٠٠٠٠٠٠", "\x00", "-1", "1" * 3000):
        page = wizard.send(page.form("answer").with_values({"passphrase": words, "pin": pin}))
        assert page.status == 422 and "code PIN" in page.main
    page = wizard.send(page.form("answer").with_values({"passphrase": words.upper(), "pin": right}))
    assert page.path == "/desk/first-day"


def test_a_wrong_word_of_the_six_is_named(wizard: Browser) -> None:
    words, pin, sheet = to_sheet(wizard)
    wrong = " ".join([*words.split()[:2], "zzzz", *words.split()[3:]])
    page = wizard.send(typed_back(wizard, sheet).form("answer").with_values({"passphrase": wrong, "pin": pin}))
    assert "Le mot 3 n’est pas le bon" in page.main
    page = wizard.send(page.form("answer").with_values({"passphrase": " ".join(words.split()[:5]), "pin": pin}))
    assert "Il manque le mot 6" in page.main
    for typed in ("", " ", "\x00", "1 2 3 4 5 6", "mot", "<b>", "- - -", "x" * 3000, "٣", words[1:]):
        page = wizard.send(page.form("answer").with_values({"passphrase": typed, "pin": pin}))
        assert page.status == 422 and "mot 1" in page.main, typed
    assert wizard.send(page.form("answer").with_values({"passphrase": words, "pin": pin})).path == "/desk/first-day"


@pytest.mark.parametrize("kind", ["badge", "key-file"])
def test_a_badge_or_a_key_file_opens_the_day_too(wizard: Browser, kind: str) -> None:
    page = wizard.send(answer(wizard).form("answer").with_values({**PERSON, "factor": kind}))
    pin, factor = page.words("strong.secret")[1:]
    sheet = " ".join(wizard.get(page.link("Je l’ai noté")).words("ol.secret li"))
    if kind == "key-file":
        factor = factor.replace(" ", "\n")
    page = wizard.send(typed_back(wizard, sheet).form("answer").with_values({"passphrase": factor, "pin": pin}))
    assert page.path == "/desk/first-day"


def test_once_somebody_signed_in_there_is_no_wizard_any_more(wizard: Browser, start: Start, watch: Watch) -> None:
    page = set_up(wizard)
    assert page.path == "/desk/first-day" and "Mettre la feuille de secours dans le coffre" in page.main
    assert wizard.get("/desk").heading == "Bonjour Nadia Roux"
    for path in ("/set-up", "/set-up/start", "/set-up/name", "/set-up/person", "/set-up/person/sheet"):
        assert start.browser().get(path).status == 404
    assert start.browser().get("/").path == "/"
    assert not start.box.settings.paths.first_start_code.exists()
    data = start.box.settings.data
    start.box.store.close()
    with first_start(data, watch) as again:
        assert again.browser().get("/set-up/start").status == 404, "by what is stored, whoever starts it again"


def test_what_is_shown_once_may_be_looked_at_again_until_it_is_typed(wizard: Browser) -> None:
    words, _, sheet = to_sheet(wizard)
    page = wizard.get("/set-up/person/sheet/typed")
    page = wizard.get(page.one(".actions a[data-back]").get("href", ""))
    assert " ".join(page.words("ol.secret li")) == sheet
    page = wizard.get(page.one(".actions a[data-back]").get("href", ""))
    assert " ".join(page.words("ol.secret li")) == words


def test_a_power_cut_before_the_end_makes_new_words_and_says_so(tmp_path: Path, watch: Watch) -> None:
    with first_start(tmp_path / "cut", watch) as begun:
        words, pin, _ = to_sheet(begun.admitted())
    with first_start(tmp_path / "cut", watch) as again:
        browser = again.admitted()
        page = browser.get("/set-up")
        assert page.path == "/set-up/person" and "barrez-les" in page.main
        assert page.one("#name").get("value") == "Nadia Roux"
        assert browser.get("/set-up/person/enter").path == "/set-up/person"
        fresh, _, sheet = to_sheet(browser)
        assert fresh != words
        page = browser.send(typed_back(browser, sheet).form("answer").with_values({"passphrase": words, "pin": pin}))
        assert page.status == 422, "the former words open nothing"


def test_the_first_sign_in_waits_for_the_sheet(wizard: Browser) -> None:
    to_sheet(wizard)
    assert wizard.get("/set-up/person/enter").path == "/set-up/person/sheet/typed"


def test_the_person_waits_for_the_town_hall(wizard: Browser) -> None:
    answer(wizard, until="contact")
    assert wizard.get("/set-up/person").path == "/set-up/contact"
