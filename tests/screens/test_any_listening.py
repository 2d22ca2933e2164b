"""Whatever is sent to what speaks is refused or kept within bounds, never an error page, and gone with the session."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.speech.listening import MOST_SIGNS, RATES, VOLUMES, PrivateSpeech
from tests.gallery.site.page import Browser
from tests.long_runs import how_many
from tests.screens.listener import USUAL, Listener

NAMES = ("reading", "alone", "rate", "volume", "private", "listenKey", "speech", "csrf")
VALUES = st.one_of(
    st.sampled_from(("on", "off", "", "ask", "headset", "aloud", "never", "50", "200", "0", "100")),
    st.integers(-300, 300).map(str),
    st.text(max_size=30),
    st.sampled_from(("1e2", "٥٠", "0x64", "100 rate=200", "headset alone", "\x00", "9" * 5000, "None", "-0", " 100 ")),
)
FORMS = st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4), min_size=1, max_size=4)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ("[[h@l'oU]]", "<speak><audio src='file:///etc/passwd'/></speak>", "\x00", "-f/etc/passwd", "𝕏" * 40)
    ),
    st.just("a" * (MOST_SIGNS + 1)),
)
LANGUAGES = st.one_of(
    st.sampled_from(("fr", "en", "ar", "uk", "es", "pt", "zz", "../fr", "fr;", "FR")), st.text(max_size=5)
)
STYLES = st.one_of(st.sampled_from(("", "slow", "spell")), st.text(max_size=8))
within_reason = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(within_reason, max_examples=how_many(12, 500))
@given(forms=FORMS)
def test_any_settings_are_within_bounds_or_refused_and_gone_with_the_session(
    terminal: Browser, forms: list[dict[str, str]]
) -> None:
    person = Listener(terminal)
    before = person.post("/speech/settings")[1]
    for form in forms:
        status, told = person.post("/speech/settings", **form)
        assert status in (200, 409)
        if status == 409:
            told = person.post("/speech/settings")[1]
            assert told == before, "what is refused changes nothing"
        assert told["rate"] in RATES and told["volume"] in VOLUMES and told["private"] in list(PrivateSpeech)
        assert {type(told["reading"]), type(told["alone"])} == {bool}
        before = told
    terminal.send(terminal.get("/comfort").form_to("/next"))
    after = Listener(terminal).post("/speech/settings")[1]
    assert {name: after[name] for name in USUAL} == USUAL


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
@settings(within_reason, max_examples=how_many(25, 500))
@given(language=LANGUAGES, text=TEXTS, style=STYLES, private=st.sampled_from(("", "1", "0", "yes")))
def test_any_sentence_is_said_or_refused(terminal: Browser, language: str, text: str, style: str, private: str) -> None:
    person = Listener(terminal)
    status, told = person.post("/speech/say", language=language, text=text, style=style, private=private)
    assert status in (200, 403, 409)
    if private == "1" and status != 409:
        assert (status, told) == (403, {"address": "", "why": "not-private"})
    if told.get("address"):
        assert person.heard(str(told["address"]))[:4] == b"RIFF"
