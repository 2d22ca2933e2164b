"""What templates of box and hub do to values alike."""

from flask import Flask

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


def test_french_words_of_a_service_are_said_to_be_french_line_by_line(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | lines(french=true) }}")
    assert say.render(text="Il manque\nune pièce", words=Words("en").marked) == (
        "\ufdd0Il manque\ufdd1<br>\ufdd0une pièce\ufdd1"
    )
    assert say.render(text="Il manque", words=Words("fr").marked) == "Il manque"


def test_a_reference_is_written_as_it_is_said(app: Flask) -> None:
    assert app.jinja_env.from_string("{{ 'SA1042K' | spoken }}").render() == "SA 1042 K"
