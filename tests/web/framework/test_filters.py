"""The few things templates do to values."""

from datetime import UTC, datetime

from flask import Flask

from kiosk.web.filters import refusal, site_name
from kiosk.words.words import Words


def test_an_address_is_recognised_by_its_host() -> None:
    assert site_name("https://passeport.ants.gouv.fr/demarches") == "passeport.ants.gouv.fr"
    assert site_name("service-public.fr") == "service-public.fr"


def test_templates_know_them(app: Flask) -> None:
    with app.test_request_context():
        say = app.jinja_env.from_string
        noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
        assert datetime.fromisoformat(say("{{ at | stamp }}").render(at=noon)) == noon


def test_a_refusal_without_words_of_its_own_is_told_all_the_same() -> None:
    words = Words("fr")
    assert "ne connaît pas ce numéro" in refusal("unknown-reference", words)
    assert "prévenez l’exploitant" in refusal("invented-next-year", words)


def test_a_short_word_with_a_hyphen_stays_on_one_line(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | unbroken }}")
    rendered = say.render(text="Pour qui faites-vous <cela> à Saint-Aubin-du-Cormier ?")
    assert rendered == 'Pour qui <span class="unbroken">faites-vous</span> &lt;cela&gt; à Saint-Aubin-du-Cormier ?'
