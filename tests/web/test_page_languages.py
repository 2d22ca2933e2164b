"""The language of a page, and French beside it at the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_babel import get_locale, gettext, ngettext

from kiosk.app import create_app
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.words.languages import list_languages
from tests.conftest import Watch
from tests.gallery.site import household, steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies


def speak_page_languages(browser: Browser, language: str) -> None:
    form = browser.get("/language").form_to("/language", language)
    browser.send(form)


def test_a_page_speaks_the_language_that_was_chosen(browser: Browser) -> None:
    assert browser.get("/call").one("html").get("lang") == "fr"
    french = browser.get("/call").heading
    speak_page_languages(browser, "en")
    page = browser.get("/call")
    assert (page.one("html").get("lang"), page.one("html").get("dir")) == ("en", "ltr")
    assert page.heading != french


def test_the_first_language_of_the_settings_is_the_one_a_page_begins_in(box: Box) -> None:
    app = create_app(box.settings, box=replace(box, settings=replace(box.settings, languages=("en", "fr"))))
    assert Browser(app.test_client()).get("/").one("html").get("lang") == "en"


def test_what_one_browser_chose_is_nothing_to_another(browser: Browser) -> None:
    speak_page_languages(browser, "en")
    other = Browser(browser.client.application.test_client())
    assert other.get("/call").one("html").get("lang") == "fr"


def test_a_language_this_build_does_not_speak_is_refused_by_name(box: Box) -> None:
    strange = replace(box, settings=replace(box.settings, languages=("fr", "tlh")))
    with pytest.raises(Refused) as refused:
        create_app(strange.settings, box=strange)
    assert (refused.value.code, refused.value.details) == (Refusal.BAD_SETTING, {"name": "languages", "value": "tlh"})


def test_every_language_that_is_translated_is_offered(box: Box) -> None:
    assert set(list_languages()) == set(box.settings.languages)


def test_whoever_asks_flask_babel_is_answered_as_a_template_is(box: Box) -> None:
    """The library's own functions, a form's for instance, find the same catalogues: its domain is ours."""
    english = replace(box, settings=replace(box.settings, languages=("en", "fr")))
    app = create_app(english.settings, box=english)
    with app.test_request_context("/"):
        template = app.jinja_env.from_string("{{ _('Continuer') }} {{ _('Une phrase que personne ne traduit') }}")
        asked = f"{gettext('Continuer')} {gettext('Une phrase que personne ne traduit')}"
        assert template.render() == asked and asked.startswith("Continue ") and "Une phrase" in asked
        assert str(get_locale()) == "en"


def test_each_language_counts_as_it_does(box: Box) -> None:
    """Arabic has six manners, Ukrainian three; a town hall without words of its own takes none of them away."""
    messages = {"ar": set[str](), "uk": set[str](), "fr": set[str](), "en": set[str]()}
    for language, sentences in messages.items():
        app = create_app(box.settings, box=replace(box, settings=replace(box.settings, languages=(language,))))
        with app.test_request_context("/"):
            app.preprocess_request()
            for number in (0, 1, 2, 3, 11, 100):
                sentence = str(ngettext("Il reste une chose à corriger", "Il reste %(num)s choses à corriger", number))
                sentences.add(sentence.replace(str(number), "n"))
    assert {language: len(sentences) for language, sentences in messages.items()} == {
        "ar": 6,
        "uk": 3,
        "fr": 2,
        "en": 2,
    }


def speak_french_beside(browser: Browser, language: str) -> None:
    browser.send(browser.get("/language").form_to("/language", language))


def words(page: Page, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.all(selector)]


def french(page: Page) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.all(".said-beside")]


def test_the_mediator_reads_questions_and_choices_in_french_too(desk: Browser) -> None:
    speak_french_beside(desk, "ar")
    result = french(steps_taken.begin(desk))
    assert "C’est pour qui ?" in result and "Elle-même ou lui-même" in result


def test_who_asks_for_themself_is_told_you_and_the_mediator_reads_of_the_person(
    browser: Browser, desk: Browser
) -> None:
    alone = steps_taken.fill(browser, steps_taken.begin(browser), until="birth")
    assert alone.heading == "Votre naissance"
    helped = {"f.for_whom": "helped", "f.applicant_family_name": "Morel", "f.applicant_given_names": "Jean"}
    page = steps_taken.begin(browser)
    for step in ["for-whom", "applicant", "copy", "person"]:
        given = steps_taken.BIRTH_CERTIFICATE.get(step, {}) | helped
        page = steps_taken.answer(browser, page, {name: given[name] for name in given if page.all(f"[name='{name}']")})
    assert page.heading == "Quand et où est née la personne ?"
    speak_french_beside(desk, "en")
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert page.heading.startswith("Your birth") and "Quand et où est née la personne ?" in french(page)


def test_the_hub_reads_of_whoever_asked_in_the_third_person(desk: Browser, box: Box, nadia: Actor) -> None:
    steps_taken.submitted(desk)
    (body,) = bodies(box, nadia, "submitted")
    told = {answer["field"]: answer for answer in body["answers"]}
    assert told["for_whom"]["shown"] == "Elle-même ou lui-même"
    assert told["birth_date"]["step_title"] == "Quand et où est née la personne\u00a0?"


def test_in_french_nothing_is_said_twice(desk: Browser) -> None:
    assert not french(steps_taken.begin(desk))


def test_where_the_words_are_french_already_they_are_said_once(box: Box, watch: Watch, desk: Browser) -> None:
    """A town hall's own procedure, which nobody has translated."""
    household.put(box.settings)
    watch.wait(timedelta(seconds=3))
    speak_french_beside(desk, "es")
    page = steps_taken.begin(desk, "household")
    assert page.heading == "Qui vit avec vous ?" and page.heading not in french(page)


def test_a_question_kept_for_the_desk_is_not_shown_to_a_citizen(desk: Browser) -> None:
    speak_french_beside(desk, "ar")
    page = steps_taken.begin(desk)
    assert french(page)
    citizen = Browser(desk.client.application.test_client())
    speak_french_beside(citizen, "ar")
    assert not french(steps_taken.begin(citizen))


def test_the_desk_stays_french_whatever_the_citizen_speaks(desk: Browser) -> None:
    """Reviews of the screens (M7) and the field (D7): home, team, mandates and transmission were in Arabic alone."""
    speak_french_beside(desk, "ar")
    for path, heading in (
        ("/desk", "Bonjour Nadia Roux"),
        ("/desk/team", "L’équipe"),
        ("/desk/mandates", "Mandats"),
    ):
        page = desk.get(path)
        html = page.one("html")
        assert (page.heading, html.get("lang"), html.get("dir")) == (heading, "fr", "ltr"), path
    assert desk.get("/").one("html").get("dir") == "rtl", "the citizen's pages are in theirs"


def test_what_a_mediator_presses_on_a_citizens_page_is_french(desk: Browser) -> None:
    speak_french_beside(desk, "ar")
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    assert page.one("html").get("lang") == "ar"
    for selector, french_words in (
        ("[data-then=park]", "Mettre de côté"),
        ("#next-person button", "Personne suivante (F8)"),
    ):
        assert words(page, f"{selector} [lang=fr]") == [french_words]
    assert words(page, ".actions .button .said-beside") == ["Retour", "Continuer"]
    review = steps_taken.fill(desk, page)
    assert review.one("html").get("lang") == "fr"
    assert words(review, ".actions .primary") == ["Faire confirmer par la personne"]
    turned = desk.send(review.form("send"))
    assert words(turned, "[data-hold] [lang=fr]") == ["Pour la personne qui aide : maintenir 2 secondes"]
    assert "Oui, je confirme" not in turned.main, "what the citizen presses is in their language alone"
    thanks = desk.send(turned.form("yes"))
    assert words(thanks, ".actions .primary [lang=fr]") == ["Ouvrir"]
    assert words(thanks, "label[for=pin] [lang=fr]") == ["Votre code PIN"]


def test_what_a_mediator_presses_beside_a_list_has_its_french(box: Box, watch: Watch, desk: Browser) -> None:
    household.put(box.settings)
    watch.wait(timedelta(seconds=3))
    speak_french_beside(desk, "ar")
    page = steps_taken.begin(desk, "household")
    item = desk.send(page.form("answer").with_values({"item": page.one("button[name=item]").get("value")}))
    assert words(item, ".actions .primary") == ["Enregistrer"]
    page = desk.send(item.form("answer").with_values({"f.name": "Lina", "f.birth.year": "2015", "f.student": "no"}))
    assert words(page, "#answer .items .said-beside") == ["Modifier", "Retirer"]
    asked = desk.send(page.form("answer").with_values({"item": page.all("button[name=item]")[1].get("value")}))
    assert asked.heading == "Retirer de la liste ?" and words(asked, ".actions .primary") == ["Retirer"]


def test_a_locked_screen_asks_for_the_pin_in_french(desk: Browser, watch: Watch) -> None:
    speak_french_beside(desk, "ar")
    watch.wait(timedelta(minutes=11))
    locked = desk.get("/desk")
    assert (locked.heading, locked.one("html").get("lang")) == ("Écran verrouillé", "fr")


def test_what_a_person_is_told_of_a_mandate_is_in_their_language_on_a_french_page(desk: Browser) -> None:
    speak_french_beside(desk, "ar")
    page = desk.get("/desk/mandates/new")
    assert page.one("html").get("lang") == "fr" and page.heading == "Un mandat, qu’est-ce que c’est ?"
    (theirs,) = page.all("main [lang=ar]")
    assert theirs.get("dir") == "rtl" and len(theirs.text_content().split()) > 40
    assert "Vous autorisez les conseillers" not in page.main


def test_to_a_citizen_alone_nothing_of_it_is_french(terminal: Browser) -> None:
    speak_french_beside(terminal, "ar")
    page = steps_taken.begin(terminal)
    assert not words(page, ".said-beside") and "Continuer" not in page.main
