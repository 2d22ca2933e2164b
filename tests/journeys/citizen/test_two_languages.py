"""Marie does not read French: she goes from the welcome to her receipt in Arabic, in the letters her papers have."""

import json

import pytest

from kiosk.domain.answers.journey import REVIEW
from kiosk.domain.language.words import Preferences
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.papers import papers
from kiosk.store import outbox
from kiosk.words import paper_fonts
from printers.renderers.text import TEXT_42
from tests.gallery.site import steps_taken
from tests.gallery.site.gestures import BY_TOUCH, form, helped
from tests.gallery.site.page import Browser, Page

WRONG = "اكتبوا بحروف الأبجدية الفرنسية"
ARABIC_YEAR, ARABIC_PHONE = "١٩٦٥", "٠٢ ٩٩ ٠٠ ٠٠ ٠١"


@pytest.fixture
def terminal(browser: Browser, desk: Browser) -> Browser:
    """Handed over by Nadia, and in Arabic since the welcome."""
    steps_taken.hand_over(desk)
    desk.send(desk.get("/").form_to("/language", "ar"))
    return desk


def on(terminal: Browser, step: str) -> Page:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until=step)
    assert steps_taken.step_of(page) == step
    return page


def test_every_page_of_the_way_is_arabic_from_the_right(terminal: Browser) -> None:
    page = steps_taken.begin(terminal)
    for _ in range(12):
        assert (page.one("html").get("lang"), page.one("html").get("dir")) == ("ar", "rtl"), page.path
        if not steps_taken.step_of(page):
            break
        page = steps_taken.answer(terminal, page, steps_taken.BIRTH_CERTIFICATE[steps_taken.step_of(page)])
    done = terminal.send(page.form("send"))
    assert done.path.endswith("/submitted") and done.one("html").get("dir") == "rtl"


def test_a_name_in_arabic_letters_is_asked_for_as_papers_have_it_and_nothing_is_lost(terminal: Browser) -> None:
    page = on(terminal, "person")
    box = page.one("#f-birth_name")
    assert (box.get("lang"), box.get("dir"), box.get("data-script")) == ("fr", "ltr", "latin")
    assert "بالحروف اللاتينية" in page.text, "it says so before"
    again = steps_taken.answer(terminal, page, {"f.birth_name": "بن علي", "f.given_names": "Marie Louise"})
    assert again.status == 422 and WRONG in again.text
    assert again.one("#f-birth_name").get("value") == "بن علي"
    assert again.one("#f-given_names").get("value") == "Marie Louise"
    assert not again.all("#f-given_names[aria-invalid]")


def test_the_digits_of_arabic_are_the_same_numbers(terminal: Browser, box: Box) -> None:
    page = on(terminal, "birth")
    page = steps_taken.answer(
        terminal, page,
        {"f.birth_date.day": "٣", "f.birth_date.month": "٢", "f.birth_date.year": ARABIC_YEAR,
         "f.birth_town": "Rennes"},
    )  # fmt: skip
    assert steps_taken.step_of(page) == "parents", page.text
    page = steps_taken.fill(terminal, page, until="contact")
    page = steps_taken.answer(terminal, page, {"f.phone": ARABIC_PHONE, "f.email": ""})
    page = steps_taken.fill(terminal, page)
    assert "3 فبراير 1965" in page.text


def test_the_receipt_is_in_arabic_and_again_in_french(terminal: Browser, box: Box) -> None:
    page = terminal.send(steps_taken.to_review(terminal).form("send"))
    case = steps_taken.case_of(page)
    paper = papers.slip_of_kind(box, "receipt", case, box.words("ar"), KeyHolder(helped(box)))
    text = TEXT_42.render(paper, paper_fonts.load_paper_fonts()).decode()
    above, _, below = text.replace("\N{NO-BREAK SPACE}", " ").partition("En français")
    assert "رقم ملفكم" in above and "SA 1001" in above
    assert "Demandeur" in below and "Marie Louise Benali" in below
    assert "En français" not in page.text, "on the screen it is hers alone"


def test_what_she_says_in_her_own_words_is_known_to_be_arabic(desk: Browser, box: Box) -> None:
    desk.send(desk.get("/language").form_to("/language", "ar"))
    page = desk.get(f"/cases/{steps_taken.case_of(steps_taken.begin(desk, 'street-problem'))}/steps/problem")
    steps_taken.answer(desk, page, {"f.problem": "light"})
    page = desk.get(page.path)
    steps_taken.answer(desk, page, {"f.problem": "light", "f.description": "المصباح لا يعمل"})
    case = steps_taken.case_of(page)
    desk.send(desk.get("/language").form_to("/language", "fr"))
    review = desk.get(f"/cases/{case}/review")
    assert "Écrit en arabe" in review.text
    assert review.one("bdi[lang=ar]").text_content() == "المصباح لا يعمل"


def test_the_event_names_the_language_of_words_and_of_nothing_else(box: Box) -> None:
    actor, arabic = helped(box), Preferences("ar")
    case = drafts.begin_draft(box, "identity-document", arabic, actor)
    position = case.position
    for _ in range(30):
        if position == REVIEW.kept:
            break
        given = {**steps_taken.IDENTITY_DOCUMENT[position], **({"f.eyes": "بني"} if position == "description" else {})}
        position = drafts.answer_step(box, case.id, position, form(given), arabic, actor).opened.case.position
    submit_case.submit_case(box, case.id, actor, BY_TOUCH)
    db = box.store.read()
    key = data_keys.find_key(db, case.id, actor)
    event = outbox.read_newest_event(db, case.id, "submitted")
    assert event is not None and key is not None
    body = json.loads(event.body(key))
    assert {answer["field"]: answer["written_in"] for answer in body["answers"] if "written_in" in answer} == {
        "eyes": "ar"
    }
    assert body["version"] == 1
