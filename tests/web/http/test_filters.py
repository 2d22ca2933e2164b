"""The few things templates do to values."""

from datetime import UTC, datetime

from flask import Flask

from kiosk.web.http.filters import refusal, site_name
from kiosk.words.words import Words


def test_each_line_is_a_line_and_nothing_in_it_is_markup(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines }}")
    rendered = say.render(text="1 place de la Mairie\n<b>Saint-Aubin</b>")
    assert rendered == "1 place de la Mairie<br>&lt;b&gt;Saint-Aubin&lt;/b&gt;"
    assert say.render(text="") == ""


def test_a_telephone_keeps_its_order_on_an_arabic_page(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines }}")
    rendered = say.render(text="هاتف 02\n\n02 99 00 00 00\n1 place de la <Mairie>", direction="rtl")
    assert rendered.split("<br>") == [
        "هاتف 02",
        "",
        '<bdi dir="ltr">02 99 00 00 00</bdi>',
        '<bdi dir="ltr">1 place de la &lt;Mairie&gt;</bdi>',
    ]


def test_an_address_is_recognised_by_its_host() -> None:
    assert site_name("https://passeport.ants.gouv.fr/demarches") == "passeport.ants.gouv.fr"
    assert site_name("service-public.fr") == "service-public.fr"


def test_templates_know_them(app: Flask) -> None:
    with app.test_request_context():
        say = app.jinja_env.from_string
        assert say("{{ 'SA1042K' | spoken }}").render() == "SA 1042 K"
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


def test_french_words_of_a_service_are_said_to_be_french_line_by_line(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines(french=true) }}")
    assert say.render(text="Il manque\nune pièce", words=Words("en").marked) == (
        "\ufdd0Il manque\ufdd1<br>\ufdd0une pièce\ufdd1"
    )
    assert say.render(text="Il manque", words=Words("fr").marked) == "Il manque"
