"""Ukrainian as people say it: what is written, and what the voice is given."""

import pytest

from kiosk.domain.speech.said_as import said_as


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "з 9:00 до 12:00, о 14:30, 8:05",
            "з дев’ятої до дванадцятої, о чотирнадцятій 30, восьма нуль 5",
        ),
        (
            "03/05/1945, 26 січня 2026 р.",
            "третє травня 1940 п’ятого року, 20 шосте січня 2020 шостого року",
        ),
        (
            "З 1 вересня 2000 року",
            "З першого вересня двохтисячного року",
        ),
        (
            "1 €, 12 €, 21,50 €, 0,02 €",
            "одне євро, 12 євро, 20 одне євро 50 центів, 2 центи",
        ),
        (
            "1 %, 2 %, 5 %, 12,5 %",
            "1 відсоток, 2 відсотки, 5 відсотків, 12 кома 5 відсотка",
        ),
        (
            "№ 5, 1-й, 3-є, 20-го",
            "номер 5, перший, третє, двадцятого",
        ),
    ],
)
def test_ukrainian_is_said_as_people_say_it(written: str, said: str) -> None:
    assert said_as(written, "uk") == said
