"""What the player of a page asks for: sounds, words that only speech says, and settings that go with the session."""

import json
import shutil

import pytest
from flask import Flask

from kiosk.domain.speech.listening import SILENT
from kiosk.services.voices.sound import sound_data
from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")


def post(browser: Browser, path: str, **fields: str) -> tuple[int, dict[str, object]]:
    """What the box answers to the player, with the token of the page it is on."""
    form = browser.get("/comfort").form_to("/comfort", "large")
    answer = browser.client.post(path, data={"token": form["token"], **fields})
    return answer.status_code, json.loads(answer.text) if answer.is_json else {}


def test_a_sentence_gets_a_sound(browser: Browser) -> None:
    browser.get("/comfort")
    status, told = post(browser, "/speech/say", language="fr", text="Bonjour Madame Aïcha Benali", role="text")
    assert (status, told["voice"], told["spoken"]) == (200, "espeak-ng", "Bonjour Madame Aïcha Benali")
    answer = browser.client.get(str(told["address"]))
    assert answer.status_code == 200 and answer.mimetype == "audio/wav"
    assert 1 < sound_data.samples(answer.data).seconds < 5
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_long_text_is_heard_whole(browser: Browser) -> None:
    browser.get("/comfort")
    text = "Voici une phrase assez longue pour prendre son temps. " * 8
    _, told = post(browser, "/speech/say", language="fr", text=text)
    assert sound_data.samples(browser.client.get(str(told["address"])).data).seconds > 20


def test_what_is_private_waits_for_consent(browser: Browser) -> None:
    said = {"language": "fr", "text": "Aïcha Benali", "private": "1"}
    assert post(browser, "/speech/say", **said) == (403, {"address": "", "why": "not-private"})
    post(browser, "/speech/settings", private="headset")
    assert post(browser, "/speech/say", **said)[0] == 200
    post(browser, "/speech/settings", private="never")
    assert post(browser, "/speech/say", **said)[0] == 403


def test_settings_last_as_long_as_the_session(terminal: Browser, app: Flask) -> None:
    status, told = post(
        terminal, "/speech/settings", reading="on", rate="150", volume="80", private="aloud", alone="on"
    )
    assert status == 200
    assert told == {
        "reading": True, "rate": 150, "volume": 80, "private": "aloud", "alone": True,
        "listenKey": "F6", "headsetIn": "F15", "headsetOut": "F16",
    }  # fmt: skip
    assert post(terminal, "/speech/settings", rate="160")[1]["volume"] == 80
    terminal.send(terminal.get("/comfort").form_to("/next"))
    _, after = post(terminal, "/speech/settings")
    assert (after["reading"], after["rate"], after["volume"], after["private"]) == (False, 100, 50, SILENT.private)


def test_settings_that_do_not_exist_are_refused(browser: Browser) -> None:
    for fields in [{"rate": "300"}, {"rate": "fast"}, {"volume": "-1"}, {"private": "all"}, {"reading": "yes"}]:
        assert post(browser, "/speech/settings", **fields)[0] == 409


def test_a_language_without_a_voice_is_said(browser: Browser) -> None:
    assert post(browser, "/speech/say", language="zz", text="Bonjour")[1] == {"address": "", "why": "no-voice"}


def test_what_is_no_sentence_is_refused(browser: Browser) -> None:
    for fields in [{"text": ""}, {"text": "a" * 2001}, {"text": "a", "style": "sung"}, {"text": "a", "role": "song"}]:
        assert post(browser, "/speech/say", language="fr", **fields)[0] == 409


def test_words_that_only_speech_says(browser: Browser) -> None:
    assert browser.client.get("/speech/words?language=en").json["headset-out"] == "Headset unplugged."
    assert browser.client.get("/speech/words?language=xx").status_code == 404


def test_the_sounds_of_a_session_end_with_it(terminal: Browser, app: Flask) -> None:
    post(terminal, "/speech/settings", reading="on")
    post(terminal, "/speech/say", language="fr", text="Aïcha Benali")
    assert len(state_of(app).voices.memory) == 1
    terminal.send(terminal.get("/comfort").form_to("/next"))
    assert len(state_of(app).voices.memory) == 0


def test_by_ear_alone_languages_offer_themselves_and_the_screen_may_be_black(terminal: Browser) -> None:
    offers = {offer.get("data-offer"): offer.text_content() for offer in terminal.get("/").all("[data-offer]")}
    assert list(offers) == ["fr", "fr-plain", "en", "ar", "uk", "es", "pt"]
    assert offers["en"].startswith("English: Enter") and offers["uk"].startswith("Українська")
    assert not terminal.get("/comfort").all("[name=screen]"), "who sees the screen is not offered to lose it"
    post(terminal, "/speech/settings", reading="on", alone="on")
    page = terminal.send(terminal.get("/comfort").form_to("/comfort", "dark"))
    assert page.one("html").get("data-comfort") == "dark"


def test_whoever_leaves_by_ear_alone_is_told_so_and_the_next_person_hears_nothing_of_them(terminal: Browser) -> None:
    post(terminal, "/speech/settings", reading="on", alone="on", rate="150", volume="90", private="headset")
    terminal.send(terminal.get("/").form_to("/language", "en"))
    page = terminal.send(terminal.get("/procedures").form_to("/next"))
    (farewell,) = page.all("[data-farewell]")
    assert farewell.get("lang") == "en" and farewell.text_content().endswith("Goodbye.")
    told = json.loads(page.one("body").get("data-speech", ""))
    assert (told["reading"], told["rate"], told["volume"], told["private"]) == (False, 100, 50, "ask")
    assert not told["alone"] and not terminal.get("/").all("[data-farewell]")


def test_a_screen_that_is_left_alone_says_farewell_by_ear(terminal: Browser) -> None:
    """Nobody pressed « J’ai terminé »: the page that waits leads to the same words, for who may stand there still."""
    terminal.send(terminal.get("/").form_to("/language", "ar"))
    seen = terminal.get("/procedures").one("#idle").get("data-end") or ""
    post(terminal, "/speech/settings", reading="on", alone="on")
    page = terminal.get("/procedures")
    heard = page.one("#idle").get("data-end") or ""
    terminal.send(page.form_to("/next"))
    assert not terminal.get(seen).all("[data-farewell]")
    assert [part.get("lang") for part in terminal.get(heard).all("[data-farewell]")] == ["ar"]


def test_who_leaves_and_sees_the_screen_is_told_nothing(terminal: Browser) -> None:
    terminal.send(terminal.get("/").form_to("/language", "en"))
    assert not terminal.send(terminal.get("/procedures").form_to("/next")).all("[data-farewell]")


def test_a_name_that_is_no_language_says_no_farewell(terminal: Browser) -> None:
    assert not terminal.get("/?left=<b>").all("[data-farewell]")
