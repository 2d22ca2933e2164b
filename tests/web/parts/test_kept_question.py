"""A question kept with holes is the question as it would be rendered, and nothing that somebody wrote is in it."""

from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from gallery.shots.town import EVERY_KIND
from kiosk.catalogue.define.loading import load
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.procedure.procedure import Field
from kiosk.services.box.box import Box
from kiosk.web.parts import questions
from kiosk.web.parts.kept_question import KeptQuestion, with_holes

PROCEDURE = load(EVERY_KIND)
KEPT = [
    field
    for field in PROCEDURE.fields()
    if kind_of(field.kind).answers and not (kind_of(field.kind).ends or kind_of(field.kind).repeats)
]
WRITTEN = '<i>Zoé & "Li" « 1 »'
"""Words that nobody else has, with every sign that a page has to escape."""


def every_typed(field: Field) -> list[dict[str, tuple[str, ...]]]:
    """Each part empty, written in, written in twice, and each row pressed."""
    kind = kind_of(field.kind)
    parts = (*kind.parts, *kind.aside, "none", "unknown")
    rows = [*kind.rows, *(choice.value for choice in field.choices), "~none", "~unknown", "1", ""]
    several = {"": tuple(choice.value for choice in field.choices)}
    return [
        dict.fromkeys(parts, ("",)),
        dict.fromkeys(parts, (f"{WRITTEN} {field.id}",)),
        *({part: (f"{WRITTEN} {part}", "again")} for part in parts),
        *({"": (row,)} for row in rows),
        *([several] if field.choices else []),
    ]


@pytest.mark.parametrize("field", KEPT, ids=lambda field: field.id)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_is_the_question_as_its_template_renders_it(app: Flask, box: Box, field: Field, language: str) -> None:
    words = box.words(language)
    with app.test_request_context("/"):
        for typed in every_typed(field):
            rendered = app.jinja_env.get_template(f"fields/{field.kind}.html").render(
                field=field, typed=typed, fault="", name=f"f.{field.id}", words=words, unseen=False, alone=True,
                witnessed=False, camera_only=False, by_ear_alone=False, listed={},
                document=PROCEDURE.document(str(field.options.get("document", ""))),
            )  # fmt: skip
            for _ in range(2):
                asked = questions.question(PROCEDURE, field, Answer(typed=typed), "", words)
                assert asked.startswith(rendered), typed


def test_nothing_that_somebody_wrote_is_kept(app: Flask, box: Box) -> None:
    with app.test_request_context("/"):
        for field in KEPT:
            for typed in every_typed(field):
                questions.question(PROCEDURE, field, Answer(typed=typed), "", box.words())
    kept = repr(vars(questions)["_kept"])
    assert "Prénom" in kept or "f.line" in kept, "questions are kept"
    assert "Zoé" not in kept and "again" not in kept


def test_a_hole_takes_what_was_typed_and_no_hole_is_left_in_it() -> None:
    holes: Any = with_holes(KEPT[0], {"": ("one",), "strange": ("two",)})
    kept = KeptQuestion.of(Markup("<b>%s</b>") % holes[""][0])
    assert kept.filled({"": (holes[""][0],)}).count(holes[""][0]) == 1, "what looks like a hole is text"
    assert kept.filled({"": ("<",)}) == "<b>&lt;</b>" and "strange" not in holes


def test_as_many_questions_are_kept_as_there_is_room_for(app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "_MOST_KEPT", 3)
    with app.test_request_context("/"):
        for field in KEPT:
            questions.question(PROCEDURE, field, None, "", box.words())
            assert len(vars(questions)["_kept"]) <= 3
