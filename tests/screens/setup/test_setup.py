"""The wizard of the first start."""

from pathlib import Path

import pytest

from kiosk import settings
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.services.setup.first_start import read_site_answer
from kiosk.settings_file.reader import SITE_CODE
from kiosk.store import people
from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import ANSWERS, PERSON, Start, answer, first_start, set_up, to_sheet, typed_back
from tests.gallery.site.page import Browser, Page


def test_every_page_leads_to_the_code_first(start: Start) -> None:
    for path in ("/", "/desk", "/sign-in", "/procedures", "/set-up", "/set-up/name", "/set-up/person", "/nowhere"):
        page = start.browser().get(path)
        assert page.path == "/set-up/start"
        assert page.heading == "Bonjour. Préparons ce poste ensemble."


def test_a_wrong_code_is_said_and_opens_nothing(start: Start, watch: Watch) -> None:
    browser = start.browser()
    page = browser.get("/set-up")
    for typed in ("", " ", "123", "abc", "٣", "1" * 5000, "<b>", "’", "0000 0000", "é\u0000"):
        page = browser.send(page.form("code-form").with_values({"code": typed}))
        assert page.status == 422
        assert "Ce n’est pas le bon code" in page.main and "first-start.code" in page.main
        assert browser.get("/set-up/name").path == "/set-up/start"
        watch.passed.append(60)


def test_a_code_serves_once_as_it_is_read_out_and_another_is_told(start: Start) -> None:
    file = start.box.settings.paths.first_start_code
    assert file.read_text("ascii") == start.codes[-1]
    assert file.stat().st_mode & 0o077 == 0
    browser = start.browser()
    spaced = f" {start.codes[-1][:4]} {start.codes[-1][4:]}\n"
    page = browser.send(browser.get("/").form("code-form").with_values({"code": spaced}))
    assert page.path == "/set-up/name"
    used = start.codes[0]
    assert len(start.codes) == 2 and start.codes[-1] != used
    browser = start.browser()
    page = browser.send(browser.get("/").form("code-form").with_values({"code": used}))
    assert page.status == 422
    assert browser.send(page.form("code-form").with_values({"code": start.codes[-1]})).path == "/set-up/name"


def test_codes_cannot_be_tried_one_after_the_other(start: Start, watch: Watch) -> None:
    browser = start.browser()
    form = browser.get("/").form("code-form")
    said = [browser.send(form.with_values({"code": f"{number:08}"})).main for number in range(12)]
    assert "Ce n’est pas le bon code" in said[0] and "Ce n’est pas le bon code" not in said[-1]
    page = browser.send(form.with_values({"code": start.codes[-1]}))
    assert page.path == "/set-up/start", "the right one waits too"
    watch.passed.append(120)
    assert browser.send(form.with_values({"code": start.codes[-1]})).path == "/set-up/name"


LONG = "x" * 121
INVISIBLE = ("", " ", "\t", "\u00a0", "\u200b", "\n\n", "\u202e", "\x00", "\ufeff")
WRONG: dict[str, list[tuple[dict[str, str | list[str]], str]]] = {
    "name": [*[({"name": typed}, "Écrivez le nom") for typed in INVISIBLE], ({"name": LONG}, "trop long")],
    "commune": [
        *[
            ({"q": typed}, "Aucune commune")
            for typed in ("zzzz", "00000", "Sant-Obin-Daubinyé", "<script>", "'; --", "99999", "٣٥٢٥٠", LONG)
        ],
        ({"q": ""}, "Cherchez votre commune"),
        ({"q": "", "commune": ["00000"]}, "Cherchez votre commune"),
    ],
    "code": [
        ({"code": typed}, "deux, trois ou quatre lettres")
        for typed in ("", "S", "SAINT", "S1", "OI", "SO", "ÉA", "S A", "«SA»", "SA\x00B1")
    ],
    "contact": [
        *[({"phone": typed}, "dix chiffres") for typed in ("12", "02 99 00 00", "téléphone", "0" * 40, "+", "112 233")],
        *[({"email": typed}, "mairie@exemple.fr") for typed in ("mairie", "a@", "@b.fr", "maïrie@é")],
        ({"address": LONG}, "trop long"),
    ],
    "hours": [
        *[
            ({"day-3": typed}, "ne se lit pas comme des heures")
            for typed in ("9h", "le matin", "9h 12h", "25h-26h", "9h75-12h", "9h-12h,", "<b>9h-12h</b>", "neuf heures")
        ],
        ({"day-0": "12h-9h"}, "la fin doit venir après le début"),
        ({"day-6": "9h-12h, 11h-14h"}, "se chevauchent"),
        ({"day-2": "9" * 121}, "trop long"),
    ],
    "languages": [
        ({"language": chosen}, "au moins une langue")
        for chosen in ([], [""], ["xx"], ["FR"], ["fr "], ["../fr"], ["français"], ["0"], ["\x00"], ["zz", "yy"])
    ],
    "services": [
        *[({"service": chosen}, "au moins un service") for chosen in ([], [""], ["", ""])],
        *[
            ({"service": ["ccas", typed]}, "Choisissez parmi ceux-ci : accueil, ccas, elections, etat-civil")
            for typed in ("piscine", "CCAS", "ccas ", "état-civil", "../ccas", "<b>", "0", "\x00", "service")
        ],
    ],
    "screens": [
        ({"lan": [typed]}, "Choisissez oui ou non")
        for typed in ("", " ", "ON", "on ", "oui", "true", "1", "0", "\x00", "<b>", "off,on")
    ],
}
"""Ten wrong answers to each step, and what is said."""


@pytest.mark.parametrize("step", WRONG)
def test_a_wrong_answer_is_said_in_words_and_loses_nothing(wizard: Browser, start: Start, step: str) -> None:
    page, file = answer(wizard, until=step), start.box.settings.paths.settings
    before = file.read_bytes() if file.exists() else b""
    for wrong, sentence in WRONG[step]:
        page = wizard.send(page.form("answer").with_values({**ANSWERS[step], "commune": [], **wrong}))
        assert page.status == 422
        assert sentence in page.main, wrong
        for field, typed in {**ANSWERS[step], **wrong}.items():
            if isinstance(typed, str) and typed not in ("idem", *INVISIBLE):
                shown = page.one(f"#{field}").get("value", "")
                assert shown in (typed.replace("\x00", ""), "02 99 00 00 00"), "all that was typed is there"
        assert wizard.get("/set-up").path == f"/set-up/{step}"
    assert (file.read_bytes() if file.exists() else b"") == before
    page = wizard.send(page.form("answer").with_values(ANSWERS[step]))
    assert page.path != f"/set-up/{step}", "and a right one is taken"


def test_what_is_given_stands_in_the_settings_file_and_on_every_page_at_once(wizard: Browser, start: Start) -> None:
    page = answer(wizard)
    assert page.path == "/set-up/person"
    assert "Mairie de Saint-Aubin-d’Aubigné" in page.text
    kept = settings.read_settings(start.box.settings.data, {})
    assert (kept.site_name, kept.site_code, kept.commune) == ("Mairie de Saint-Aubin-d’Aubigné", "SA", ("35251",))
    assert (kept.site_phone, kept.languages) == ("02 99 00 00 00", ("fr", "ar"))
    assert kept.services == ("elections", "etat-civil")
    assert {procedure.service.id for procedure in start.box.offered.procedures} == {"elections", "etat-civil"}
    assert start.box.site.code == "SA"
    assert [table["days"] for table in kept.hours] == ["lundi, mardi", "mercredi"]
    assert start.box.site.opening.week()[1] == start.box.site.opening.week()[0] != ()


def test_other_screens_are_no_until_somebody_says_yes(wizard: Browser, start: Start) -> None:
    page = answer(wizard, until="screens")
    (ticked,) = [box.get("value") for box in page.all("input[name=lan]") if box.get("checked") is not None]
    assert ticked == "off" and "8643" in page.main
    wizard.send(page.form("answer").with_values({"lan": ["on"]}))
    assert settings.read_settings(start.box.settings.data, {}).lan == start.box.settings.lan == "on"


def test_after_a_power_cut_the_wizard_goes_on_where_it_was(tmp_path: Path, watch: Watch) -> None:
    for step in ANSWERS:
        with first_start(tmp_path / "cut", watch) as again:
            page = again.admitted().get("/set-up")
            assert page.path == f"/set-up/{step}"
            again_browser = again.admitted()
            again_browser.send(again_browser.get("/set-up").form("answer").with_values(ANSWERS[step]))
    with first_start(tmp_path / "cut", watch) as again:
        browser = again.admitted()
        assert browser.get("/set-up").path == "/set-up/person"
        assert browser.get("/set-up/name").one("#name").get("value") == ANSWERS["name"]["name"]


def test_back_is_always_there_and_shows_what_was_given(wizard: Browser) -> None:
    page = answer(wizard)
    for step in reversed(list(ANSWERS)):
        page = wizard.get(page.one(".actions a[data-back]").get("href", ""))
        assert page.path == f"/set-up/{step}"
    assert page.one("#name").get("value") == ANSWERS["name"]["name"]
    changed = wizard.send(page.form("answer").with_values({"name": "Mairie de Rennes"}))
    assert "Mairie de Rennes" in changed.text and changed.path == "/set-up/person"


def test_a_commune_is_found_by_its_postal_code_and_ticked(wizard: Browser) -> None:
    page = answer(wizard, until="commune")
    page = wizard.send(page.form("answer").with_values({"q": "35250"}))
    assert page.status == 200 and page.path.endswith("/commune")
    assert any("Saint-Aubin-d" in words for words in page.words("label.choice"))
    page = wizard.send(page.form("answer").with_values({"q": "Rennes", "commune": ["35251"]}))
    assert page.one("input[value='35251']").get("checked") is not None, "what was ticked stays"
    page = wizard.send(page.form("answer").with_values({"q": "", "commune": ["35251", "35238"]}))
    assert page.path.endswith("/code"), "several, for an intercommunality"


def test_the_commune_that_the_town_hall_is_named_after_is_proposed_first(wizard: Browser) -> None:
    page = answer(wizard, until="commune")
    page = wizard.send(page.form("answer").with_values({"q": "saint-aubin"}))
    proposed = page.words("label.choice")
    assert len(proposed) > 2 and proposed[0].startswith("Saint-Aubin-d'Aubigné"), proposed


def test_a_code_is_proposed_from_the_name(wizard: Browser) -> None:
    page = answer(wizard, until="code")
    assert SITE_CODE.fullmatch(page.one("#code").get("value", ""))
    page = wizard.send(page.form("answer").with_values({"code": " sb "}))
    assert page.path.endswith("/contact"), "small letters are no fault"


def test_every_service_is_ticked_at_first_and_what_was_unticked_stays_so(wizard: Browser) -> None:
    page = answer(wizard, until="services")
    ticked = [box.get("value") for box in page.all("input[name=service]") if box.get("checked") is not None]
    assert len(ticked) == len(page.all("input[name=service]")) == 7
    wizard.send(page.form("answer").with_values({"service": ["accueil"]}))
    page = wizard.get("/set-up/services")
    ticked = [box.get("value") for box in page.all("input[name=service]") if box.get("checked") is not None]
    assert ticked == ["accueil"]


def test_the_wizard_speaks_another_language_and_has_no_other_page(wizard: Browser) -> None:
    assert wizard.get("/set-up/nothing").status == 404
    page = wizard.send(wizard.get("/language?back=/set-up/name").form().with_values({"language": "en"}))
    assert page.path.partition("?")[0] == "/set-up/name" and page.one("html").get("lang") == "en"
    assert page.heading == "What is this place called?"


def word(browser: Browser, place: int, typed: str) -> Page:
    form = browser.get("/set-up/person/sheet/typed").form("answer").with_values({f"word-{place}": typed})
    form.action = f"/set-up/person/sheet/word/{place}"
    return browser.send(form, headers={"HX-Request": "true", "HX-Target": f"p#word-{place}-fault"})


def test_a_person_has_a_name_and_is_proposed_a_short_one(wizard: Browser, start: Start) -> None:
    page = answer(wizard)
    for name in ("", " ", "\t", "\u00a0", "\n", "\u2003", "   ", "\r\n", "\u3000", "\x1f"):
        page = wizard.send(page.form("answer").with_values({**PERSON, "name": name}))
        assert page.status == 422 and page.one("#name").get("aria-invalid") == "true"
    assert people.select_mediators(start.box.store.read()) == []
    assert wizard.send(page.form("answer").with_values(PERSON)).words("strong.secret")[0] == "nadia"


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
    assert people.select_mediators(start.box.store.read()) == []
    assert "nadia" in wizard.send(page.form("answer").with_values(PERSON)).words("strong.secret")


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


def test_the_person_waits_for_the_town_hall_and_the_first_sign_in_for_the_sheet(wizard: Browser) -> None:
    answer(wizard, until="contact")
    assert wizard.get("/set-up/person").path == "/set-up/contact"
    to_sheet(wizard)
    assert wizard.get("/set-up/person/enter").path == "/set-up/person/sheet/typed"


def test_the_wizard_asks_who_answers_for_the_data_and_may_be_left_empty(wizard: Browser, start: Start) -> None:
    page = answer(wizard, until="privacy")
    asked = page.form("answer")
    page = wizard.send(asked.with_values({"officer": "", "ccas-name": ""}))
    assert page.path == "/set-up/hours"
    assert (start.box.settings.privacy_officer, start.box.settings.controllers) == ("", ())
    told = {"officer": "dpo@cdg35.example", "ccas": "yes", "ccas-name": "CCAS du Four, 2 rue du Four"}
    wizard.send(wizard.get("/set-up/privacy").form("answer").with_values(told))
    assert start.box.site.controller_of("ccas").name == "CCAS du Four, 2 rue du Four"
    assert start.box.site.controller_of("ccas").officer == "dpo@cdg35.example"
    wizard.send(wizard.get("/set-up/privacy").form("answer").with_values({"ccas": "no", "ccas-name": ""}))
    assert start.box.site.controller_of("ccas", "CCAS").is_town_hall
    kept = read_site_answer(start.box.settings, FirstDayStep.PRIVACY, {"officer": ["dpo@agglo.example"]})
    assert kept.values == {"privacy_officer": "dpo@agglo.example"}, "the terminal's question takes no CCAS away"
