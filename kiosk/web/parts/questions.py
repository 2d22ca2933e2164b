"""Renders one question of a step as HTML; a question without a fault is rendered once and cached, without its answer.

A template is rendered with a hole in place of each text that somebody typed; a row that was pressed is one of a few
that the procedure itself offers, so the template sees it. Nothing that a person wrote is in what is kept.
"""

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
from kiosk.domain.language.values import Typed, Value
from kiosk.domain.places.commune import Place
from kiosk.domain.procedure.printed_on import PLACES
from kiosk.domain.procedure.procedure import Field, Procedure
from kiosk.services.procedures.local_communes import places_of
from kiosk.web.framework.holed import Holed, hole
from kiosk.web.parts import french_beside
from kiosk.web.parts.signed import signed
from kiosk.web.request import session
from kiosk.web.request.page_languages import language
from kiosk.web.request.session import box
from kiosk.words.words import Words

_NO_ANSWER = ("~none", "~unknown")
"""What the rows « Je n’en ai pas » and « Je ne sais pas » send."""
_MOST_KEPT = 2048
_Who = tuple[bool, bool, bool]
_kept: dict[tuple[object, ...], tuple[Field, Holed]] = {}


def install(app: Flask) -> None:
    """Give templates `question(…)`."""
    app.jinja_env.globals.update(question=question, needed=needed)


def needed(fields: Iterable[Field]) -> str:
    """Which questions of a page must be answered: `all`, `some`; "" where it asks one at most (RGAA 11.10)."""
    required = [field.required for field in fields if _asks(kind_of(field.kind))]
    return "" if len(required) < 2 else "all" if all(required) else "some"


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

    What is cached holds no answer, so that nothing of a citizen stays in memory.
    """
    kind, typed, witnessed = kind_of(field.kind), answer.typed if answer else {}, bool(answer and answer.by)
    who = _who_fills()
    if fault or kind.ends or kind.repeats:
        asked = _made(procedure, field, typed, fault, words, unseen, who, witnessed, values)
    else:
        asked = _filled(procedure, field, typed, words, unseen, who, witnessed)
    clip = signed(f"{procedure.id}.{field.id}")
    return asked + clip if clip else asked


def _filled(
    procedure: Procedure, field: Field, typed: Typed, words: Words, unseen: bool, who: _Who, witnessed: bool
) -> Markup:
    """The question as it was made before, with what was typed in it now."""
    blank = _with_holes(field, typed)
    spoken = (language(), words.language, words.plain, words.marks)
    asked_of = (*who, witnessed, _own_commune(field))
    key = (id(field), *spoken, unseen, french_beside.is_needed(), *asked_of, *blank.items())
    kept = _kept.get(key)
    # A number in memory can be given anew: the field itself is kept beside its HTML, so that it is not.
    if kept is None or kept[0] is not field:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        made = _made(procedure, field, blank, "", words, unseen, who, witnessed)
        kept = _kept[key] = (field, Holed.of(made))
    return kept[1].filled(lambda name: _text(typed, name))


def _with_holes(field: Field, typed: Typed) -> dict[str, tuple[str, ...]]:
    """What was typed with a hole in place of every text, save for the rows that the question itself offers."""
    if not typed:
        return {}
    kind = kind_of(field.kind)
    offered = {*kind.rows, *(choice.value for choice in field.choices), *_NO_ANSWER, ""}
    return {
        part: tuple(value if value in offered else hole(f"{part}:{place}") for place, value in enumerate(typed[part]))
        for part in (*kind.parts, *kind.aside, "none", "unknown")
        if part in typed
    }


def _text(typed: Typed, name: str) -> str:
    part, _, place = name.partition(":")
    return typed[part][int(place)]


def _who_fills() -> _Who:
    """Whether no mediator is there to certify; whether it is a terminal, where only a camera makes copies; whether the
    person goes by ear alone.
    """
    current = session.current_or_none()
    if current is None:
        return True, False, False
    return not current.signed_in, current.terminal, current.speech.alone


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


def _made(
    procedure: Procedure,
    field: Field,
    typed: Typed,
    fault: str,
    words: Words,
    unseen: bool,
    who: _Who,
    witnessed: bool,
    values: Mapping[str, Value] = MappingProxyType({}),
) -> Markup:
    """The question rendered. What is cached of it knows nothing of the page around it but what is handed over here."""
    kind, (alone, camera_only, by_ear_alone) = kind_of(field.kind), who
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
        alone=alone,
        witnessed=witnessed,
        camera_only=camera_only,
        by_ear_alone=by_ear_alone,
        listed=_listed(field, typed, words) if kind.repeats else {},
        own=_own_commune(field),
        place=place_of(field, procedure, values, words) if kind.ends else None,
    )
    place_on_paper = field.printed_on or kind.printed_on
    if place_on_paper:
        html += render("_parts/case/printed_on.html", place=place_on_paper, paper=PLACES[place_on_paper], words=words)
    return Markup(html)  # nosec B704: our template, escaped


def _rendered_apart(template: str, **values: object) -> str:
    return current_app.jinja_env.get_template(template).render(values)
