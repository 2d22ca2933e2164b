"""English as people say it: what is written, and what the voice is given."""

from kiosk.domain.speech.said_as import said_as


def test_english_is_said_as_people_say_it() -> None:
    for written, said in [
        (
            "December 1, 2026 at 14:30",
            "1st of December 20 26 at 2 30 P M",
        ),
        (
            "26 January 1945, 03/05/2005",
            "26th of January 19 45, 3rd of May 2005",
        ),
        (
            "12:00, 00:00, 9:05",
            "noon, midnight, 9 oh 5 eh M",
        ),
        (
            "12.50 €, €1,234.50, 0.01 €",
            "12 euros and 50 cents, 1234 euros and 50 cents, 1 cent",
        ),
        (
            "12.5 %",
            "12 point 5 percent",
        ),
        (
            "No. 12. No. We do.",
            "Number 12. No. We do.",
        ),
        (
            "the 2e and the 11e",
            "the 2nd and the 11th",
        ),
        (
            "CAF and RSA",
            "Caf and R S eh",
        ),
    ]:
        assert said_as(written, "en") == said
