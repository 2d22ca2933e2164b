"""Portuguese as people say it: what is written, and what the voice is given."""

from kiosk.domain.speech.said_as import said_as


def test_portuguese_is_said_as_people_say_it() -> None:
    for written, said in [
        (
            "1 €, 12,50 €, 0,20 €",
            "1 euro, 12 euros e 50, 20 cêntimos",
        ),
        (
            "14h30, às 2:00",
            "14 horas e 30, às duas horas",
        ),
        (
            "03/05/1945",
            "3 de maio de 1945",
        ),
        (
            "1.º, 2.ª",
            "primeiro, segunda",
        ),
        (
            "o Sr. Silva e a Sr.ª Reis",
            "o Senhor Silva e a Senhora Reis",
        ),
        (
            "a AAH",
            "a á á H",
        ),
    ]:
        assert said_as(written, "pt") == said
