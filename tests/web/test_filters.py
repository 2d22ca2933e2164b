"""The filters of templates, and what a finished page keeps together."""

from datetime import UTC, date, datetime

from flask import Flask

from kiosk.domain.answers.fields.phone import KIND
from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import CLOSES, OPENS
from kiosk.http.filters import mark_french
from kiosk.web.filters import SPACE, add_no_break_spaces, rejection_in_words, site_name
from kiosk.words.words import Words
from tests.domain.samples import a_field
from tests.gallery.site.page import Browser


def test_an_address_is_recognised_by_its_host() -> None:
    assert site_name("https://passeport.ants.gouv.fr/demarches") == "passeport.ants.gouv.fr"
    assert site_name("service-public.fr") == "service-public.fr"


def test_templates_know_them(app: Flask) -> None:
    with app.test_request_context():
        say = app.jinja_env.from_string
        noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
        assert datetime.fromisoformat(say("{{ at | stamp }}").render(at=noon)) == noon


def test_a_refusal_without_words_of_its_own_is_told_all_the_same() -> None:
    words = Words("fr")
    assert "ne connaît pas ce numéro" in rejection_in_words("unknown-reference", words)
    assert "prévenez l’exploitant" in rejection_in_words("invented-next-year", words)


def test_a_short_word_with_a_hyphen_stays_on_one_line(app: Flask) -> None:
    say = app.jinja_env.from_string("{{ text | unbroken }}")
    rendered = say.render(text="Pour qui faites-vous <cela> à Saint-Aubin-du-Cormier ?")
    assert rendered == 'Pour qui <span class="unbroken">faites-vous</span> &lt;cela&gt; à Saint-Aubin-du-Cormier ?'


def test_a_number_stays_on_one_line_and_no_line_begins_with_a_sign() -> None:
    for number in (
        "02 99 00 00 00", "0 805 160 075", "0 800 47 33 33", "+33 2 99 00 00 00", "+44 20 7946 001",
        "02\u00a099\u00a000\u00a000\u00a000",
    ):  # fmt: skip
        joined = add_no_break_spaces(f"<p>Appelez le {number}.</p>")
        assert joined == f"<p>Appelez le {SPACE.join(number.split())}.</p>"
    for shown in (
        "<p>Êtes-vous là_?</p>", "<p>Par exemple_: Léa</p>", "<p>Choisissez «_Deux boutons_».</p>",
        "<p>Qui est <b>Léa</b>_?</p>",
    ):  # fmt: skip
        assert add_no_break_spaces(shown.replace("_", " ")) == shown.replace("_", "\u00a0")


def test_french_in_brackets_is_not_torn_within_arabic() -> None:
    shown = "<h3>شهادة الميلاد (acte_de_naissance)</h3>"
    assert add_no_break_spaces(shown.replace("_", " ")) == shown.replace("_", "\u00a0")
    long = "<p>شهادة (une copie de cet acte, que la mairie donne)</p>"
    for kept in ("<p>Un acte (de naissance)</p>", '<a title="شهادة (acte de naissance)">', long):
        assert add_no_break_spaces(kept) == kept


def test_what_is_typed_over_and_what_is_no_number_or_sign_of_french_stays() -> None:
    for kept in (
        '<input value="02 99 00 00 00">', "<textarea>02 99 00 00 00</textarea>", "<script>'02 99 00 00 00'</script>",
        "<p>10 000 habitants</p>", "<p>1 02 2026</p>", "<p>n° 12 34 56</p>", "<p>35 000 00</p>",
        "<!-- 02 99 00 00 00 -->", '<a title="Vraiment ?">', "<code>a ; b</code>", "<textarea>Qui ?</textarea>",
        "<p>10 :30</p>", "<p>Who?</p>",
    ):  # fmt: skip
        assert add_no_break_spaces(kept) == kept


def test_a_number_and_a_question_of_a_page_are_not_torn_and_can_be_typed(browser: Browser) -> None:
    assert "Que voulez-vous faire\u00a0?" in browser.get("/procedures").source
    page = browser.get("/call")
    number = "02 99 00 00 00".replace(" ", SPACE)
    assert number in page.source
    copied = {"": (spelling.clean_line(number),)}
    assert KIND.judge(a_field("phone"), copied, date(2026, 11, 24)) == "+33299000000"


def french(words: str) -> str:
    return f"{OPENS}{words}{CLOSES}"


def test_a_french_term_in_brackets_is_french_to_a_screen_reader() -> None:
    for before in ("شهادة الميلاد", "Свідоцтво про народження", "стан, що"):
        page = mark_french(f'<a title="{before} (acte)">{before} (acte de l’état civil), (2 €)</a>')
        term = '<span lang="fr" dir="ltr" data-term>acte de l’état civil</span>'
        assert page == f'<a title="{before} (acte)">{before} ({term}), (2 €)</a>'
    for kept in ("<title>شهادة (acte)</title>", "<p>A birth certificate (acte de naissance)</p>", "<p>Né (le 3)</p>"):
        assert mark_french(kept) == kept


def test_french_in_the_text_is_an_element_and_where_none_can_stand_words_alone() -> None:
    assert mark_french(f"<p>{french('Bonjour')}</p>") == '<p><span lang="fr" dir="ltr">Bonjour</span></p>'
    page = mark_french(f"<p>{french('Le ' + french('maire'))}</p>")
    assert page.count("<span ") == page.count("</span>") == 2
    for around in ('<a title="{}">', "<title>{}</title>", "<option>{}</option>", "<textarea>{}</textarea>"):
        assert mark_french(around.format(french("Bonjour"))) == around.format("Bonjour"), around
