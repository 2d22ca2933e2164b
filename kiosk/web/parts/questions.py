"""Renders one question of a step as HTML."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from flask import Flask, current_app, render_template
from markupsafe import Markup

from kiosk.domain.answers import answering, group_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.group import MOST
from kiosk.domain.answers.fields.kind import FieldKind
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.where_to_go import place_of
from kiosk.domain.events import submission
from kiosk.domain.language.words import Typed, Value
from kiosk.domain.places.commune import Place
from kiosk.domain.procedure.procedure import PLACES, Field, Procedure
from kiosk.services.procedures.look_up import places_of
from kiosk.web.parts.signed import signed
from kiosk.web.request import session
from kiosk.web.request.session import box
from kiosk.words.words import Words


def install(app: Flask) -> None:
    """Give templates `question(…)`."""
    app.jinja_env.globals.update(question=question, needed=needed)


def needed(fields: Iterable[Field]) -> str:
    """Which questions of a page must be answered: `all`, `some`; "" where it asks one at most, or needs none: each of
    them says so (RGAA 11.10).
    """
    required = [field.required for field in fields if _asks(kind_of(field.kind))]
    return "" if len(required) < 2 or not any(required) else "all" if all(required) else "some"


def _asks(kind: FieldKind) -> bool:
    return kind.answers and not kind.ends


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
    """
    kind, typed, current = kind_of(field.kind), answer.typed if answer else {}, session.current_or_none()
    # A question knows nothing of the page around it but what is handed over here; a stop, which is a page's end, does.
    render = render_template if kind.ends else _rendered_apart
    html = render(
        f"fields/{field.kind}.html",
        field=field,
        typed=typed,
        proposed=kind.proposed(field, typed, places_of(box())) if fault else (),
        fault=fault,
        name=f"f.{field.id}",
        document=procedure.document(str(field.options.get("document", ""))),
        words=words,
        unseen=unseen,
        alone=current is None or not current.signed_in,  # no mediator is there to certify
        witnessed=bool(answer and answer.by),
        camera_only=current is not None and current.terminal,
        by_ear_alone=current is not None and current.speech.alone,
        listed=_listed(field, typed, words) if kind.repeats else {},
        own=_own_commune(field),
        place=place_of(field, procedure, values, words) if kind.ends else None,
    )
    place_on_paper = field.printed_on or kind.printed_on
    if place_on_paper:
        html += render("_parts/case/printed_on.html", place=place_on_paper, paper=PLACES[place_on_paper], words=words)
    asked = Markup(html)  # nosec B704: our template, escaped
    clip = signed(f"{procedure.id}.{field.id}")
    return asked + clip if clip else asked


def _own_commune(field: Field) -> Place | None:
    """The first commune of this town hall, which a question about a commune offers; None where it has none."""
    served = box().settings.commune
    if not served or not kind_of(field.kind).locates:
        return None
    return next(iter(places_of(box()).of(served[0])), None)


def _listed(field: Field, typed: Typed, words: Words) -> dict[str, object]:
    """The items of a group as its question lists them, and the number of the next; 0 where there is room for no
    other.
    """
    today, judge = box().watch.today().day, answering.judge(places_of(box()))
    rows = []
    for number in group_answers.numbers(typed):
        item = group_answers.item(field, group_answers.typed_of(typed, number), today, judge)
        rows.append(
            {"number": number, "told": submission.item_in_words(field, item.values, words), "open": bool(item.faults)}
        )
    full = len(rows) >= field.options.get("most", MOST)
    return {"rows": rows, "next": 0 if full else group_answers.next_number(typed)}


def _rendered_apart(template: str, **values: object) -> str:
    return current_app.jinja_env.get_template(template).render(values)
