"""No telephone number is cut by the end of a line, no line begins with « ? », and a number that is copied can be typed
again.
"""

from datetime import date

from kiosk.domain.answers.fields.phone import KIND
from kiosk.domain.language import spelling
from kiosk.web.filters import SPACE, keep_together
from tests.domain.samples import a_field
from tests.gallery.site.page import Browser


def test_a_number_stays_on_one_line() -> None:
    for number in (
        "02 99 00 00 00", "0 805 160 075", "0 800 47 33 33", "+33 2 99 00 00 00", "+44 20 7946 001",
        "02\u00a099\u00a000\u00a000\u00a000",
    ):  # fmt: skip
        joined = keep_together(f"<p>Appelez le {number}.</p>")
        assert joined == f"<p>Appelez le {SPACE.join(number.split())}.</p>"


def test_no_line_begins_with_a_sign() -> None:
    for shown in (
        "<p>Êtes-vous là_?</p>", "<p>Par exemple_: Léa</p>", "<p>Choisissez «_Deux boutons_».</p>",
        "<p>Qui est <b>Léa</b>_?</p>",
    ):  # fmt: skip
        assert keep_together(shown.replace("_", " ")) == shown.replace("_", "\u00a0")


def test_what_is_typed_over_and_what_is_no_number_or_sign_of_french_stays() -> None:
    for kept in (
        '<input value="02 99 00 00 00">', "<textarea>02 99 00 00 00</textarea>", "<script>'02 99 00 00 00'</script>",
        "<p>10 000 habitants</p>", "<p>1 02 2026</p>", "<p>n° 12 34 56</p>", "<p>35 000 00</p>",
        "<!-- 02 99 00 00 00 -->", '<a title="Vraiment ?">', "<code>a ; b</code>", "<textarea>Qui ?</textarea>",
        "<p>10 :30</p>", "<p>Who?</p>",
    ):  # fmt: skip
        assert keep_together(kept) == kept


def test_no_question_of_a_page_is_torn(browser: Browser) -> None:
    assert "Que voulez-vous faire\u00a0?" in browser.get("/procedures").source


def test_a_number_copied_from_a_page_can_be_typed(browser: Browser) -> None:
    page = browser.get("/call")
    number = "02 99 00 00 00".replace(" ", SPACE)
    assert number in page.source
    copied = {"": (spelling.line(number),)}
    assert KIND.judge(a_field("phone"), copied, date(2026, 11, 24)) == "+33299000000"
