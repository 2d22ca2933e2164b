"""Spanish as people say it: what is written, and what the voice is given."""

from kiosk.domain.speech.said_as import said_as


def test_spanish_is_said_as_people_say_it() -> None:
    for written, said in [
        (
            "1 €, 21 €, 31 €, 101,50 €, 131 €",
            "un euro, veintiún euros, 30 y un euros, ciento un euros con 50, 130 y un euros",
        ),
        (
            "a las 9:00; 14:30; 9:00",
            "a las 9; 14 30; 9 horas",
        ),
        (
            "03/05/1945",
            "3 de mayo de 1945",
        ),
        (
            "1.º, 2.ª, 21.º",
            "primero, segunda, 21",
        ),
        (
            "1.234,5 y 50 %",
            "1234 coma 5 y 50 por ciento",
        ),
        (
            "el Sr. García",
            "el Señor García",
        ),
    ]:
        assert said_as(written, "es") == said
