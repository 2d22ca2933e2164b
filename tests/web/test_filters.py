"""The few things templates do to values."""

from datetime import UTC, datetime

from flask import Flask

from kiosk.web.filters import lines, refusal, site_name
from kiosk.words import Words


def test_each_line_is_a_line_and_nothing_in_it_is_markup() -> None:
    assert (
        str(lines("1 place de la Mairie\n<b>Saint-Aubin</b>"))
        == "1 place de la Mairie<br>&lt;b&gt;Saint-Aubin&lt;/b&gt;"
    )
    assert str(lines("")) == ""


def test_an_address_is_recognised_by_its_host() -> None:
    assert site_name("https://passeport.ants.gouv.fr/demarches") == "passeport.ants.gouv.fr"
    assert site_name("service-public.fr") == "service-public.fr"


def test_templates_know_them(app: Flask) -> None:
    with app.test_request_context():
        say = app.jinja_env.from_string
        assert say("{{ 'SA1042K' | spoken }}").render() == "SA 1042 K"
        stamped = say("{{ ('2026-11-24T12:00:00+00:00' | moment).isoformat() }}").render()
    assert datetime.fromisoformat(stamped) == datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_refusal_without_words_of_its_own_is_told_all_the_same() -> None:
    words = Words("fr")
    assert "ne connaît pas ce numéro" in refusal("unknown-reference", words)
    assert "prévenez l’exploitant" in refusal("invented-next-year", words)
