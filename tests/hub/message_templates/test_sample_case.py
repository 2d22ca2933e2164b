"""The case that shows a template to whoever writes it."""

from datetime import date

from hub.message_templates.sample_case import sample_values, shown_as
from kiosk.domain.replies.message_template import Blank, MessageTemplate

TODAY = date(2026, 12, 1)


def test_every_word_has_a_value_whatever_the_template_is_for() -> None:
    for procedure in ["", "passport", "birth-certificate", "nothing-of-the-kind"]:
        template = MessageTemplate("", "", "", {}, procedure=procedure)
        for language in ("fr", "ar"):
            values = sample_values(template, language, TODAY)
            assert [blank for blank in Blank if not values.get(blank)] == [Blank.TO_WRITE]


def test_it_is_shown_in_the_language_of_its_text() -> None:
    template = MessageTemplate("", "", "Le {date limite}", {"ar": "في {date limite}"})
    assert shown_as(template, "fr", TODAY) == "Le 31 décembre 2026"
    assert shown_as(template, "ar", TODAY) == "في 31 ديسمبر 2026"
