"""The language of a page."""

from dataclasses import replace

import pytest
from flask_babel import get_locale, gettext, ngettext

from kiosk.app import create_app
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.words.languages import spoken
from tests.gallery.site.page import Browser


def speak(browser: Browser, language: str) -> None:
    form = browser.get("/language").form_to("/language", language)
    browser.send(form)


def test_a_page_speaks_the_language_that_was_chosen(browser: Browser) -> None:
    assert browser.get("/call").one("html").get("lang") == "fr"
    french = browser.get("/call").heading
    speak(browser, "en")
    page = browser.get("/call")
    assert (page.one("html").get("lang"), page.one("html").get("dir")) == ("en", "ltr")
    assert page.heading != french


def test_the_first_language_of_the_settings_is_the_one_a_page_begins_in(box: Box) -> None:
    app = create_app(box.settings, box=replace(box, settings=replace(box.settings, languages=("en", "fr"))))
    assert Browser(app.test_client()).get("/").one("html").get("lang") == "en"


def test_what_one_browser_chose_is_nothing_to_another(browser: Browser) -> None:
    speak(browser, "en")
    other = Browser(browser.client.application.test_client())
    assert other.get("/call").one("html").get("lang") == "fr"


def test_a_language_this_build_does_not_speak_is_refused_by_name(box: Box) -> None:
    strange = replace(box, settings=replace(box.settings, languages=("fr", "tlh")))
    with pytest.raises(Refused) as refused:
        create_app(strange.settings, box=strange)
    assert (refused.value.code, refused.value.details) == (Refusal.BAD_SETTING, {"name": "languages", "value": "tlh"})


def test_every_language_that_is_translated_is_offered(box: Box) -> None:
    assert set(spoken()) == set(box.settings.languages)


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
