"""The wizard's questions about the town hall: wrong answers lose nothing, right ones are kept at once."""

from pathlib import Path

import pytest

from kiosk import settings
from kiosk.settings_file.reader import SITE_CODE
from tests.gallery.site.cast import Watch
from tests.gallery.site.first_start import ANSWERS, Start, answer, first_start
from tests.gallery.site.page import Browser

LONG = "x" * 121
INVISIBLE = ("", " ", "\t", "\u00a0", "\u200b", "\n\n", "\u202e", "\x00", "\ufeff")
WRONG: dict[str, list[tuple[dict[str, str | list[str]], str]]] = {
    "name": [
        *[({"name": typed}, "Écrivez le nom") for typed in INVISIBLE],
        ({"name": LONG}, "trop long"),
    ],
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


def test_every_step_has_at_least_ten_wrong_answers() -> None:
    assert {step for step in ANSWERS if len(WRONG.get(step, [])) < 10} == set()


def test_what_is_given_stands_in_the_settings_file_and_on_every_page_at_once(wizard: Browser, start: Start) -> None:
    page = answer(wizard)
    assert page.path == "/set-up/person"
    assert "Mairie de Saint-Aubin-d’Aubigné" in page.text
    kept = settings.read(start.box.settings.data, {})
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
    assert settings.read(start.box.settings.data, {}).lan == start.box.settings.lan == "on"


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


def test_pages_that_are_none_of_the_wizards_are_not_there(wizard: Browser) -> None:
    assert wizard.get("/set-up/nothing").status == 404


def test_the_wizard_speaks_another_language(wizard: Browser) -> None:
    page = wizard.send(wizard.get("/language?back=/set-up/name").form().with_values({"language": "en"}))
    assert page.path == "/set-up/name" and page.one("html").get("lang") == "en"
    assert page.heading == "What is this place called?"
