"""A question that holds nothing is made once; what someone typed is never kept."""

import re

from flask import Flask
from lxml import html

from kiosk.domain.answers.case import Answer
from kiosk.domain.procedure.printed_on import PLACES
from kiosk.http.static_files import folder
from kiosk.services.box.box import Box
from kiosk.web.parts.questions import question

LANGUAGES = ("fr", "en", "ar", "es", "pt", "uk")


def test_an_untouched_question_is_the_same_for_everyone(app: Flask, box: Box) -> None:
    procedure = box.catalogue.procedures[0]
    field = next(field for field in procedure.fields() if field.kind == "text")
    with app.test_request_context("/"):
        first = question(procedure, field, None, "", box.words())
        assert question(procedure, field, None, "", box.words()) is first
        assert question(procedure, field, None, "", box.words("en")) is not first


def test_what_was_typed_is_on_its_own_page_only(app: Flask, box: Box) -> None:
    procedure = box.catalogue.procedures[0]
    field = next(field for field in procedure.fields() if field.kind == "text")
    with app.test_request_context("/"):
        mine = question(procedure, field, Answer({"": ("Benali",)}, "Benali"), "", box.words())
        assert 'value="Benali"' in mine
        assert "Benali" not in question(procedure, field, None, "", box.words())
        assert "aria-invalid" in question(procedure, field, Answer(fault="missing"), "missing", box.words())
        assert "aria-invalid" not in question(procedure, field, Answer(fault="missing"), "", box.words())


def test_a_number_that_stands_on_a_paper_says_where_in_words_and_on_a_drawing(app: Flask, box: Box) -> None:
    asked = {field.id: (procedure, field) for procedure in box.catalogue.procedures for field in procedure.fields()}
    procedure, field = asked["tax_income"]
    with app.test_request_context("/"):
        for language in LANGUAGES:
            shown = html.fromstring(str(question(procedure, field, None, "", box.words(language))))
            (words,) = shown.xpath("//details[@class='printed-on']//p[1]/text()")
            assert "Revenu fiscal de référence" in words, "the words of the paper itself, in every language"
            assert [use.get("href").partition("#")[2] for use in shown.iter("use")] == ["p-tax-notice", "m-tax-income"]
            assert shown.xpath("//details//svg/@aria-hidden") == ["true"]
        other = question(*asked["permit_until"], None, "", box.words())
        assert "Où trouver cette date" in other
        assert "printed-on" not in question(*asked["issued_at"], None, "", box.words())


def test_every_place_on_a_paper_is_drawn_and_told(box: Box) -> None:
    drawn = re.findall(r'<symbol id="([a-z-]+)"', (folder() / "papers.svg").read_text("utf-8"))
    assert sorted(drawn) == sorted([f"m-{place}" for place in PLACES] + [f"p-{paper}" for paper in {*PLACES.values()}])
    for place in PLACES:
        for language in LANGUAGES:
            assert box.words(language).has("printed-on", place) and box.words(language).has(
                "printed-on-question", place
            )
