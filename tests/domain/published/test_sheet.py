"""A sheet is shown up to its last day, in the reader's language or in French."""

from datetime import date

from kiosk.domain.published.sheet import InLanguages, Sheet

DAY = date(2026, 11, 2)


def test_a_sheet_without_a_last_day_is_shown_for_ever() -> None:
    words = InLanguages({"fr": "un\n\ndeux", "ar": "واحد"})
    endless = Sheet("a", words, words, "s", DAY, None)
    ended = Sheet("a", words, words, "s", DAY, DAY)
    assert endless.is_shown(date(2099, 1, 1))
    assert (ended.is_shown(DAY), ended.is_shown(date(2026, 11, 3))) == (True, False)
    assert (words.paragraphs("uk"), words.text("ar")) == (["un", "deux"], "واحد")
