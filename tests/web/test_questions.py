"""A question as HTML, its clip in sign language, and the words that a page explains."""

import re
from dataclasses import replace

from flask import Flask
from lxml import html
from msgspec import structs

from kiosk.app import create_app
from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.answers.case import Answer
from kiosk.domain.language.words import Preferences
from kiosk.domain.procedure.procedure import PLACES, Field, Procedure
from kiosk.domain.speech.listening import Listening
from kiosk.http.static_files import find_static_folder
from kiosk.services.box.box import Box
from kiosk.web.questions import _which_are_required, list_words_to_explain, render_question, sign_clip_button
from kiosk.web.request_state import Session, Station, request_state
from kiosk.words.words import Words
from tests.catalogue.samples import SHIPPED
from tests.gallery.shots.town import EVERY_KIND
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser

LANGUAGES = ("fr", "en", "ar", "es", "pt", "uk")
PROCEDURE = load_procedure(EVERY_KIND)


def test_what_was_typed_is_on_its_own_page_only(app: Flask, box: Box) -> None:
    procedure = box.catalogue.procedures[0]
    field = next(field for field in procedure.fields() if field.kind == "text")
    with app.test_request_context("/"):
        mine = render_question(procedure, field, Answer({"": ("Benali",)}, "Benali"), "", box.words())
        assert 'value="Benali"' in mine
        assert "Benali" not in render_question(procedure, field, None, "", box.words())
        assert "aria-invalid" in render_question(procedure, field, Answer(fault="missing"), "missing", box.words())
        assert "aria-invalid" not in render_question(procedure, field, Answer(fault="missing"), "", box.words())


def test_a_page_that_needs_no_answer_does_not_ask_for_all_of_them() -> None:
    asked = next(field for field in PROCEDURE.fields() if field.kind == "text")
    must, may = structs.replace(asked, required=True), structs.replace(asked, required=False)
    assert [_which_are_required([one, other]) for one, other in ((must, must), (must, may), (may, may))] == [
        "all",
        "some",
        "",
    ]


def test_a_number_out_of_bounds_is_told_the_bounds(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="copy")
    wrong = steps_taken.answer(desk, page, {"f.copy_type": "full", "f.copies": "11"})
    assert wrong.words("#f-copies-fault") == ["Écrivez au moins 1 et au plus 10."]
    assert any("Écrivez au moins 1 et au plus 10." in line for line in wrong.words("a[href='#f-copies']"))


def test_a_number_that_stands_on_a_paper_says_where_in_words_and_on_a_drawing(app: Flask, box: Box) -> None:
    asked = {field.id: (procedure, field) for procedure in box.catalogue.procedures for field in procedure.fields()}
    procedure, field = asked["tax_income"]
    with app.test_request_context("/"):
        for language in LANGUAGES:
            shown = html.fromstring(str(render_question(procedure, field, None, "", box.words(language))))
            (words,) = shown.xpath("//details[@class='printed-on']//p[1]/text()")
            assert "Revenu fiscal de référence" in words, "the words of the paper itself, in every language"
            assert [use.get("href").partition("#")[2] for use in shown.iter("use")] == ["p-tax-notice", "m-tax-income"]
            assert shown.xpath("//details//svg/@aria-hidden") == ["true"]
        other = render_question(*asked["permit_until"], None, "", box.words())
        assert "Où trouver cette date" in other
        assert "printed-on" not in render_question(*asked["issued_at"], None, "", box.words())


def test_every_place_on_a_paper_is_drawn_and_told(box: Box) -> None:
    drawn = re.findall(r'<symbol id="([a-z-]+)"', (find_static_folder() / "papers.svg").read_text("utf-8"))
    assert sorted(drawn) == sorted([f"m-{place}" for place in PLACES] + [f"p-{paper}" for paper in {*PLACES.values()}])
    for place in PLACES:
        for language in LANGUAGES:
            assert box.words(language).has("printed-on", place) and box.words(language).has(
                "printed-on-question", place
            )


def test_a_signature_asked_by_ear_is_not_the_one_that_is_shown_to_who_sees(app: Flask, box: Box) -> None:
    field = next(field for field in PROCEDURE.fields() if field.kind == "signature")
    with app.test_request_context("/"):
        for alone in (True, False):
            request_state().session = Session("", Station(), Preferences("fr"), speech=Listening(alone=alone))
            asked = render_question(PROCEDURE, field, None, "", box.words())
            assert ("signature-pad" in asked) != alone


def test_a_question_about_a_commune_offers_the_town_hall_s_own(box: Box) -> None:
    served = replace(box.settings, commune=("35238",))
    with create_app(served, box=replace(box, settings=served)).test_request_context("/"):
        procedure, field = _asks_a_commune(box)
        own = html.fromstring(str(render_question(procedure, field, None, "", box.words()))).cssselect(
            "[data-own-commune]"
        )
        assert [(button.get("data-own-commune"), button.text_content().strip()) for button in own] == [
            ("35238", "Rennes")
        ]


def test_a_town_hall_that_names_no_commune_offers_none(app: Flask, box: Box) -> None:
    procedure, field = _asks_a_commune(box)
    with app.test_request_context("/"):
        assert "data-own-commune" not in render_question(procedure, field, None, "", box.words())


def _asks_a_commune(box: Box) -> tuple[Procedure, Field]:
    return next(
        (procedure, field)
        for procedure in box.catalogue.procedures
        for field in procedure.fields()
        if field.kind == "commune"
    )


def test_nothing_stands_where_nobody_recorded_a_clip(app: Flask, box: Box) -> None:
    with app.test_request_context("/"):
        assert sign_clip_button("welcome") == ""
    (box.settings.paths.signs / "fr").mkdir(parents=True)
    (box.settings.paths.signs / "fr" / "welcome.webm").write_bytes(b"x")
    with app.test_request_context("/"):
        assert sign_clip_button("../welcome") == "" and sign_clip_button("call") == ""


def test_a_page_in_arabic_is_offered_the_film_in_lsf_where_it_has_none_of_its_own(browser: Browser, box: Box) -> None:
    for language in ("fr", "ar"):
        (box.settings.paths.signs / language).mkdir(parents=True)
    (box.settings.paths.signs / "fr" / "call.webm").write_bytes(b"x")
    browser.send(browser.get("/").form_to("/language", "ar"))
    assert [video.get("src") for video in browser.get("/call").all(".signed video")] == ["/signs/fr/call.webm"]
    (box.settings.paths.signs / "ar" / "call.webm").write_bytes(b"x")
    assert [video.get("src") for video in browser.get("/call").all(".signed video")] == ["/signs/ar/call.webm"]


FRENCH, PLAIN = Words(), Words(plain=True)
HOUSING = load_procedure(next(path for path in SHIPPED if path.stem == "social-housing"))


def terms(*shown: object, words: Words = FRENCH) -> list[str]:
    return [word.term.text for word in list_words_to_explain(HOUSING, words, *shown)]


def test_the_words_of_questions_choices_and_helps_are_explained() -> None:
    situation = next(step for step in HOUSING.steps if step.id == "situation")
    assert {"Pacs", "CDI", "CDD"} <= set(terms(situation.title, situation.fields))


def test_the_words_of_a_document_are_explained_where_its_question_stands() -> None:
    papers = HOUSING.steps[-1]
    assert "Titre de séjour" in terms(papers.fields) and "Titre de séjour" not in terms(papers.title, papers.help)


def test_only_the_variant_that_a_person_reads_is_explained() -> None:
    lease = HOUSING.document("lease")
    assert "Quittance" in terms(lease) and "Quittance" not in terms(lease, words=PLAIN)


def test_the_introduction_explains_and_a_page_without_such_words_says_nothing(desk: Browser) -> None:
    page = desk.get("/procedures/social-housing")
    assert "Mots expliqués" in page.words("h2")
    assert {"Guichet enregistreur", "Titre de séjour"} <= set(page.words(".explained summary"))
    assert not desk.get("/procedures").all(".explained")


def test_the_list_of_what_to_bring_explains_too(desk: Browser) -> None:
    page = desk.get("/procedures/emergency-aid/checklist")
    assert "Quittance" in page.words(".explained summary")
    assert any(means.startswith("C’est le reçu du loyer") for means in page.words(".explained p"))
