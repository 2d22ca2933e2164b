"""A question that holds nothing is made once; what someone typed is never kept."""

from flask import Flask

from kiosk.domain.answers.case import Answer
from kiosk.services.box.box import Box
from kiosk.web.parts.questions import question


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
