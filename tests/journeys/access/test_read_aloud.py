"""Pages that read themselves: what is said in which order, what stops it, what nobody hears without having agreed."""

from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.web.request_state import state_of
from tests.gallery.browser.eyes import Eyes
from tests.gallery.shots.shots import Shot
from tests.gallery.shots.town import town
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser as Client
from tests.gallery.walk.kept_pages import Galleries
from tests.gallery.walk.speech_tree import SAID, judge
from tests.journeys.alone import Terminal, at_questions
from tests.journeys.counter import named

HEARD = """
  document.addEventListener('parvis:spoken', ({ detail }) => (window.heard ??= []).push(detail));
"""
PLAY = "HTMLMediaElement.prototype.play"
SILENT_DEVICE = f"{PLAY} = () => Promise.reject(new DOMException('no device', 'NotSupportedError'));"
AT_ONCE = f"{PLAY} = function () {{ setTimeout(() => this.onended?.(), 20); return Promise.resolve(); }};"
"""A device that has played every sound after a moment, so that a test need not wait for the words."""


SESSION_BEGINS = """
  const ask = window.fetch;
  const field = 'input[type=hidden][name=token]';
  window.fetch = async (address, options) => {
    if (address !== '/speech/say') return ask(address, options);
    window.fetch = ask;
    const body = new URLSearchParams({ token: options.body.get('token'), reading: 'on' });
    const begun = await ask('/speech/settings', { method: 'POST', body });
    const refused = await ask(address, options);
    window.refused = refused.status;
    for (const one of document.querySelectorAll(field)) one.value = begun.headers.get('X-Form-Token');
    return refused;
  };
"""
"""The session of who listens begins while the first sentence is on its way."""


@pytest.fixture
def page(terminal: Terminal) -> Iterator[Page]:
    with terminal.opened() as opened:
        opened.add_init_script(HEARD)
        opened.add_init_script(AT_ONCE)
        yield opened


def heard(page: Page, phase: str = "start") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "(phase) => (window.heard ?? []).filter((one) => one.phase === phase)", phase
    )
    return found


def hears(page: Page, words: str, phase: str = "start") -> None:
    page.wait_for_function(
        "([words, phase]) => (window.heard ?? []).some((one) => one.phase === phase && one.text.startsWith(words))",
        arg=[words, phase],
    )


def forget(page: Page) -> None:
    page.evaluate("window.heard = []")


def keypad(page: Page, key: str) -> None:
    """A key that only accessible keypads have."""
    page.evaluate("(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))", key)


def test_a_page_is_read_in_order_and_the_next_one_reads_itself(page: Page) -> None:
    at_questions(page, "pressed")
    expect(page.locator("#player")).to_have_count(0)
    page.keyboard.press("F6")
    hears(page, "Appeler quelqu’un")
    said = [spoken["text"] for spoken in heard(page)]
    order = ["Que pouvez-vous choisir", "Essayer chaque sorte", "Étape 2", "Une réponse", "La première, non choisi"]
    places = [next(place for place, text in enumerate(said) if text.startswith(words)) for words in order]
    assert places == sorted(places), said
    assert page.locator("[data-listen]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    hears(page, "Que pouvez-vous écrire")


def test_no_sentence_is_lost_where_the_session_begins_with_it(page: Page, terminal: Terminal) -> None:
    page.add_init_script(SESSION_BEGINS)
    page.goto(terminal.address)
    page.locator("[data-listen]").click()
    hears(page, "Commencer")
    assert page.evaluate("window.refused") == HTTPStatus.FORBIDDEN
    assert heard(page, "refused") == []


def test_who_begins_by_a_key_is_told_what_the_others_do(page: Page) -> None:
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Les flèches vont d’une réponse à l’autre")


def test_who_heard_the_whole_page_goes_on_at_its_first_question(page: Page) -> None:
    """And is not told again, on each page, of what stands around all of them."""
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Ou appuyez trois fois", "end")  # the last of the page
    forget(page)
    page.keyboard.press("PageDown")
    hears(page, "")
    assert heard(page)[0]["of"], "a question, and not the end of the page"
    forget(page)
    page.keyboard.press("Home")
    hears(page, "Que pouvez-vous choisir")
    page.reload()
    hears(page, "Continuer", "end")
    expect(page.locator("#player [data-while=silent]")).to_be_visible()
    assert not [spoken for spoken in heard(page) if spoken["text"].startswith("Langue")]
    forget(page)
    page.keyboard.press("PageUp")
    hears(page, "")
    assert not heard(page)[0]["text"].startswith("Que pouvez-vous choisir"), "back from the end, as one expects"


def test_what_is_wrong_is_read_before_everything_else(page: Page) -> None:
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Ou appuyez trois fois", "end")  # the last of the page
    forget(page)
    page.locator("button[form=answer].primary").press("Enter")
    hears(page, "Il reste")
    hears(page, "Que pouvez-vous choisir")
    said = heard(page)
    first = next(place for place, spoken in enumerate(said) if spoken["text"].startswith("Il reste"))
    assert said[first + 1]["role"] == "error"
    assert not [spoken for spoken in said[:first] if spoken["role"] == "title"]


def test_the_focus_says_its_choice_with_its_state_and_its_question(page: Page) -> None:
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Ou appuyez trois fois", "end")  # the last of the page
    forget(page)
    page.keyboard.press("Home")
    hears(page, "Que pouvez-vous choisir", "end")
    forget(page)
    page.keyboard.press("ArrowDown")
    hears(page, "La première, non choisi")
    assert [spoken["role"] for spoken in heard(page)][:2] == ["question", "choice"]
    page.keyboard.press("Enter")
    hears(page, "La première, choisi")
    chosen = next(spoken for spoken in heard(page) if spoken["state"] == "chosen")
    assert (chosen["role"], chosen["language"]) == ("choice", "fr")


def test_whoever_acts_is_no_longer_read_to(page: Page) -> None:
    page.add_init_script("HTMLMediaElement.prototype.play = () => Promise.resolve();")  # a sound without an end
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Que pouvez-vous choisir")
    expect(page.locator("h1")).to_have_attribute("data-spoken", "")
    expect(page.locator("#player [data-while=speaking]")).to_be_visible()
    named(page, "one", "a").check()
    expect(page.locator("h1[data-spoken]")).to_have_count(0)
    hears(page, "La première, choisi")
    page.keyboard.press("F6")
    expect(page.locator("#player [data-while=silent]")).to_be_visible()


def test_what_was_typed_is_not_said_before_somebody_agreed(page: Page) -> None:
    at_questions(page)
    named(page, "line").fill("Canari")
    page.keyboard.press("F6")
    expect(page.locator("#who-hears")).to_be_visible()
    hears(page, "Portez-vous un casque")
    assert not [spoken for spoken in heard(page) if "Canari" in spoken["text"]]
    keypad(page, "F15")  # its headset is plugged in
    expect(page.locator("#who-hears")).to_be_hidden()
    hears(page, "Canari")
    assert next(spoken for spoken in heard(page) if spoken["text"] == "Canari")["private"]
    with page.expect_response("**/speech/settings"):
        keypad(page, "F16")
    hears(page, "Casque débranché")
    forget(page)
    page.reload()
    assert '"private": "ask"' in (page.locator("body").get_attribute("data-speech") or "")


def test_a_sign_of_a_code_is_said_as_a_point_to_a_headset_too(page: Page) -> None:
    """Of a terminal used by ear alone, which says what is typed."""
    with page.expect_response("**/speech/settings"):
        keypad(page, "F15")
    page.goto(f"{page.url.rstrip('/')}/resume")
    hears(page, "")  # by then it listens to what is typed
    page.locator("[name=code]").first.press_sequentially("Q")
    hears(page, "point")
    assert not [spoken for spoken in heard(page) if spoken["text"].casefold().startswith("q,")]


def test_who_wants_it_unread_hears_that_there_is_an_answer_and_no_more(page: Page) -> None:
    at_questions(page)
    named(page, "line").fill("Canari")
    page.keyboard.press("F6")
    page.get_by_role("button", name="Ne pas lire").click()
    hears(page, "Cette réponse n’est pas lue")
    hears(page, "", "refused")
    assert not [spoken for spoken in heard(page) if "Canari" in spoken["text"]]


def test_the_boxes_of_an_address_belong_to_its_question(page: Page) -> None:
    """Who hears « Code postal » knows of which address, however many the page asks for."""
    at_questions(page)
    of = {row["text"]: row["of"] for row in page.evaluate(SAID) if row["role"] in ("question", "box", "choice")}
    inside = ("Une adresse", "Numéro et rue, ou lieu-dit", "Code postal", "Ville ou village", "Une date", "Mois")
    assert [of[words] for words in inside] == ["f-address-group"] * 4 + ["f-day-group"] * 2
    assert of["Un SIRET"] == "f-siret"


def test_one_press_on_a_speaker_reads_just_that(page: Page) -> None:
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Ou appuyez trois fois", "end")  # the last of the page
    forget(page)
    choice = page.locator("label.choice", has_text="La seconde").first
    choice.locator(".speaker").click()
    hears(page, "La seconde", "end")
    assert {spoken["text"].split(",")[0] for spoken in heard(page)} == {"La seconde"}
    expect(choice.locator("input")).not_to_be_checked()


def test_a_place_without_sound_says_so_and_works_on(page: Page) -> None:
    page.add_init_script(SILENT_DEVICE)
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    expect(page.locator("#player")).to_contain_text("Le son ne fonctionne pas sur ce poste")
    named(page, "one", "a").check()
    page.locator("button[form=answer].primary").click()
    expect(page.locator("[data-first-read]")).to_be_visible()


def test_the_idle_clock_stands_still_while_a_voice_is_heard(page: Page) -> None:
    at_questions(page, "pressed")
    page.wait_for_function("() => document.querySelector('#idle')")
    page.evaluate("document.getElementById('idle').dataset.after = '2'")
    page.evaluate("setInterval(() => document.dispatchEvent(new CustomEvent('parvis:speaking')), 500)")
    page.wait_for_timeout(3500)
    expect(page.locator("#idle")).to_be_hidden()


def test_the_question_whether_somebody_is_there_is_spoken_and_counted_down(page: Page) -> None:
    at_questions(page, "pressed")
    page.keyboard.press("F6")
    hears(page, "Que pouvez-vous choisir")
    page.evaluate("Object.assign(document.getElementById('idle').dataset, { after: '1', within: '20' })")
    hears(page, "Êtes-vous encore là")
    hears(page, "Il reste")
    hears(page, "Il reste 1")  # fifteen seconds, or fourteen where the machine is busy


def test_a_terminal_tells_now_and_then_that_it_speaks(terminal: Terminal, page: Page) -> None:
    state = state_of(terminal.town.app)
    usual = state.box
    state.box = replace(usual, settings=replace(usual.settings, invite_every_min=10))
    try:
        page.clock.install()
        page.reload()
        page.wait_for_load_state("load")
        page.clock.fast_forward("10:01")
        hears(page, "Cette borne parle")
    finally:
        state.box = usual


def test_f5_explains_the_words_of_the_page(page: Page) -> None:
    page.goto(f"{page.url.rstrip('/')}/procedures/birth-certificate")
    page.keyboard.press("F6")
    hears(page, page.locator("h1").inner_text())
    page.keyboard.press("F6")
    expect(page.locator("#player [data-while=silent]")).to_be_visible()
    terms = [" ".join(words.split()) for words in page.locator(".explained summary").all_text_contents()]
    forget(page)
    page.keyboard.press("F5")
    page.wait_for_function(
        "(terms) => (window.heard ?? []).some((one) => one.of === 'explained' && terms.includes(one.text))", arg=terms
    )


def test_french_words_of_the_staff_are_french_in_a_page_in_arabic(chrome: Browser, tmp_path: Path) -> None:
    with town(tmp_path) as place, Eyes(chrome, place.app) as eyes:
        place.browser.send(place.browser.get("/").form_to("/language", "ar"))
        steps_taken.sign_in(place.browser)
        review = steps_taken.to_review(place.browser)
        page = eyes.open(engines=())
        eyes.show(page, Shot("review", review.path, review.status, review.source, ()))
        said = page.evaluate(SAID)
        assert {spoken["language"] for spoken in said} == {"ar", "fr"}
        french = next(spoken for spoken in said if spoken["language"] == "fr" and spoken["role"] == "button")
        assert french["text"].isascii() or "é" in french["text"]
        page.context.close()


def test_a_button_of_the_review_has_one_blank_in_its_name_and_a_french_term_stays_in_its_sentence(
    gallery: Galleries, chrome: Browser
) -> None:
    for language, name, said in (
        ("fr", "identity-document-review-open", "Modifier\u00a0: Prénoms"),
        ("ar", "catalogue-missed", "طلب مساعدة ظرفية (aide ponctuelle)"),
    ):
        here = gallery(language)
        with Eyes(chrome, here.app) as eyes:
            page = eyes.open(engines=())
            eyes.show(page, next(shot for shot in here.shots if shot.name == name))
            assert any(spoken["text"].startswith(said) for spoken in page.evaluate(SAID)), said
            page.context.close()


def test_a_sentence_too_many_or_too_few_is_seen(gallery: Galleries, chrome: Browser) -> None:
    """The comparison of every page with the tree (tests/gallery/walk/speech_tree.py) can fail."""
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(engines=())
        eyes.show(page, next(shot for shot in here.shots if shot.name == "step-pressed"))
        assert judge(page).faults == []
        page.evaluate("""() => {
          const paragraphs = document.querySelectorAll('main p.help');
          const [one, other] = [paragraphs[0], paragraphs[paragraphs.length - 1]];
          one.setAttribute('aria-owns', (other.id = 'other'));
          const hidden = document.querySelector('main').appendChild(document.createElement('div'));
          hidden.attachShadow({ mode: 'open' }).textContent = 'Inouï';
        }""")
        told = " ".join(judge(page).faults)
        assert "the tree has « inouï[fr] », we say «  »" in told, told
        assert told.count("the tree has") > 1, "and another order is seen too"
        page.context.close()


def test_what_is_asked_at_the_end_and_its_three_answers_are_heard(terminal: Terminal, page: Page) -> None:
    client = terminal.town.app.test_client()
    client.set_cookie("parvis_station", terminal.cookies[0]["value"])
    ended = steps_taken.alone(Client(client))
    kept = client.get_cookie("parvis")
    assert kept is not None
    page.context.add_cookies([{"name": "parvis", "value": kept.value, "url": terminal.address}])
    page.goto(f"{terminal.address}{ended.path}")
    page.keyboard.press("F6")
    hears(page, "Ne pas lire")
    page.get_by_role("button", name="Ne pas lire").click()
    hears(page, "Votre problème n’est pas résolu")
    said = [spoken["text"] for spoken in heard(page)]
    asked = next(place for place, text in enumerate(said) if text.startswith("Comment cela s’est-il passé"))
    for place, words in enumerate(("Bien", "Moyen", "Mal"), asked + 1):
        assert said[place].startswith(f"{words}, "), said[asked:]
