"""Renders one question of a step as HTML; a question without an answer is rendered once and cached."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, render_template
from markupsafe import Markup

from kiosk.domain.answers import answering, group_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.group import MOST
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.where_to_go import Place, place_of
from kiosk.domain.events import submission
from kiosk.domain.language.values import Value
from kiosk.domain.procedure.printed_on import PLACES
from kiosk.domain.procedure.procedure import Field, Procedure
from kiosk.services.procedures.local_communes import places_of
from kiosk.web.parts import french_beside
from kiosk.web.parts.signed import signed
from kiosk.web.request import session
from kiosk.web.request.session import box
from kiosk.words.words import Words

_untouched: dict[tuple[int, str, bool, bool, bool, bool, bool], tuple[Field, Markup]] = {}


def install(app: Flask) -> None:
    """Give templates `question(…)`."""
    app.jinja_env.globals["question"] = question


def question(
    procedure: Procedure,
    field: Field,
    answer: Answer | None,
    fault: str,
    words: Words,
    unseen: bool = False,
    values: Mapping[str, Value] = MappingProxyType({}),
) -> Markup:
    """The field with what was typed in it; `unseen` hides a legend that the page's heading repeats.

    `values` are the other answers by field id, with which a stop says where to go.

    Only questions without any answer are cached, so that nothing of a citizen stays in memory.
    """
    kind, clip = kind_of(field.kind), signed(f"{procedure.id}.{field.id}")
    if fault or kind.ends or (answer and answer.typed):
        place = place_of(field, procedure, values, words) if kind.ends else None
        asked = _made(procedure, field, answer, fault, words, unseen, place)
    else:
        asked = _without_answer(procedure, field, words, unseen)
    return asked + clip if clip else asked


def _without_answer(procedure: Procedure, field: Field, words: Words, unseen: bool) -> Markup:
    """The question as it was made before, since nothing is typed in it."""
    key = (id(field), words.language, words.plain, unseen, french_beside.is_needed(), *_who_fills())
    kept = _untouched.get(key)
    # A number in memory can be given anew: the field itself is kept beside its HTML, so that it is not.
    if kept is None or kept[0] is not field:
        kept = (field, _made(procedure, field, None, "", words, unseen))
        _untouched[key] = kept
    return kept[1]


def _who_fills() -> tuple[bool, bool]:
    """Whether no mediator is there to certify; whether it is a terminal, where only a camera makes copies."""
    current = session.current_or_none()
    return current is None or not current.signed_in, current is not None and current.terminal


def _listed(field: Field, answer: Answer | None, words: Words) -> dict[str, object]:
    """The items of a group as its question lists them, and the number of the next; 0 where there is room for no
    other.
    """
    typed = answer.typed if answer else {}
    today, judge = box().watch.today().day, answering.judge(places_of(box()))
    rows = []
    for number in group_answers.numbers(typed):
        item = group_answers.item(field, group_answers.typed_of(typed, number), today, judge)
        rows.append(
            {"number": number, "told": submission.item_in_words(field, item.values, words), "open": bool(item.faults)}
        )
    full = len(rows) >= field.options.get("most", MOST)
    return {"rows": rows, "next": 0 if full else group_answers.next_number(typed)}


def _made(
    procedure: Procedure,
    field: Field,
    answer: Answer | None,
    fault: str,
    words: Words,
    unseen: bool,
    place: Place | None = None,
) -> Markup:
    """The question rendered; `place` is where a stop says to go."""
    typed = answer.typed if answer else {}
    alone, camera_only = _who_fills()
    html = render_template(
        f"fields/{field.kind}.html",
        field=field,
        typed=typed,
        proposed=kind_of(field.kind).proposed(field, typed, places_of(box())) if fault else (),
        fault=fault,
        name=f"f.{field.id}",
        document=procedure.document(str(field.options.get("document", ""))),
        words=words,
        unseen=unseen,
        alone=alone,
        witnessed=bool(answer and answer.by),
        camera_only=camera_only,
        listed=_listed(field, answer, words) if kind_of(field.kind).repeats else {},
        place=place,
    )
    place_on_paper = field.printed_on or kind_of(field.kind).printed_on
    if place_on_paper:
        html += render_template(
            "_parts/case/printed_on.html", place=place_on_paper, paper=PLACES[place_on_paper], words=words
        )
    return Markup(html)  # nosec B704: our template, escaped
