"""Arabic as people say it: what is written, and what the voice is given."""

from kiosk.domain.speech.said_as import said_as


def test_arabic_is_said_as_people_say_it() -> None:
    for written, said in [
        (
            "١٢٫٥٠ €، 12 €",
            "12 يورو و 50 سنت، 12 يورو",
        ),
        (
            "الساعة 14:30 أو 9:00",
            "الساعة 14 و 30 دقيقة أو الساعة 9",
        ),
        (
            "03/05/1945",
            "3 مايو 1945",
        ),
        (
            "٥٠٪",
            "50 بالمائة",
        ),
        (
            "L. 111-1",
            "إل 111 شرطة 1",
        ),
    ]:
        assert said_as(written, "ar") == said
