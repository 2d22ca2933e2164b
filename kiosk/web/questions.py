"""Renders a question of a step as HTML, with what stands beside it: choices, faults, explained words, signed clips."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import current_app, render_template, request, url_for
from markupsafe import Markup, escape
from msgspec import Struct

from kiosk.catalogue.define.procedures import list_glossary_words
from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.group import MOST
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.where_to_go import find_destination
from kiosk.domain.events import submission
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import Typed, Value
from kiosk.domain.procedure.procedure import PLACES, Field, Procedure, Word, words_in
from kiosk.errors import Refused
from kiosk.services.media import pictograms
from kiosk.services.procedures.look_up import places_of
from kiosk.web import session
from kiosk.web.page_languages import said_beside
from kiosk.web.request_state import request_state
from kiosk.web.session import box
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words

Line = tuple[str, str]
"""A line of the list of errors: the id of the box it leads to, and what is wrong with it."""


class FormOption(Struct, frozen=True):
    """One choice: what a form sends for it, what it is called, and a sentence beside it."""

    value: str
    label: str
    help: str = ""


def _options_of_codes(codes: Iterable[str], context: str, words: Words) -> list[FormOption]:
    """A choice for each code, called as `words` call it in this context."""
    return [FormOption(code, words.code(context, code)) for code in codes]


def _options_of_pairs(pairs: Iterable[tuple[str, str]]) -> list[FormOption]:
    return [FormOption(value, name) for value, name in pairs]


def coded_lines(codes: Iterable[str], context: str, words: Words) -> list[Line]:
    """A line for each box that bears the name of a code."""
    return [(code, words.code(context, code)) for code in codes]


def question_faults(fields: Iterable[Field], faults: Mapping[str, str], words: Words) -> list[Line]:
    """A line for each of these questions that has a fault, in their order, also in the other language of the page;
    `faults` by field id.
    """
    return [_question_line(field, faults[field.id], words) for field in fields if faults.get(field.id)]


def _question_line(field: Field, fault: str, words: Words) -> Line:
    def say(words: Words) -> str:
        return words.text(field.label) + words.code("fault", "separator") + fault_in_words(field, fault, words)

    return f"f-{field.id}", escape(say(words)) + said_beside(say)


_BEYOND = {"too-low": "least", "too-high": "most", "amount-too-low": "least", "amount-too-high": "most"}
"""The faults of a number beyond a limit, and the option of its question that sets this limit."""


_WITHIN = {"least most": "within-least-most", "least": "within-least", "most": "within-most"}


def fault_in_words(field: Field, fault: str, words: Words) -> str:
    """What is wrong with an answer; of a number outside its limits, which numbers are right."""
    limits = {name: field.options[name] for name in ("least", "most") if name in field.options}
    if _BEYOND.get(fault) not in limits:
        return words.code("fault", fault)
    shown = {name: find_field_kind(field.kind).shown(field, limit, words) for name, limit in limits.items()}
    return words.code("fault", _WITHIN[" ".join(shown)], **shown)


def labelled_faults(
    names: Iterable[str],
    labels: Mapping[str, str],
    faults: Mapping[str, str],
    words: Words,
    boxes: Mapping[str, str] = MappingProxyType({}),
) -> list[Line]:
    """A line for each of these boxes that has a fault, in their order; `boxes` are ids that are not the name itself."""
    return [_line(boxes.get(name, name), labels[name], faults[name], words) for name in names if faults.get(name)]


def said_faults(faults: Mapping[str, str], words: Words) -> dict[str, str]:
    return {name: words.code("fault", code) for name, code in faults.items() if code}


def refusals(faults: Mapping[str, Refused], words: Words) -> dict[str, str]:
    return {name: words.refused(fault) for name, fault in faults.items()}


def _line(box: str, label: str, fault: str, words: Words) -> Line:
    return box, label + words.code("fault", "separator") + words.code("fault", fault)


def list_words_to_explain(procedure: Procedure | None, words: Words, *shown: Any) -> tuple[Word, ...]:
    """The words to explain on a page that shows these texts, questions, documents or blocks of a slip."""
    things = [*shown, *(_documents(procedure, shown) if procedure is not None else ())]
    return words_in(
        list_glossary_words(procedure), (french for thing in things for french in _french(thing, words.plain))
    )


def _documents(procedure: Procedure, shown: Iterable[Any]) -> Iterator[Any]:
    for fields in shown:
        for field in fields if isinstance(fields, tuple | list) else ():
            if isinstance(field, Field):
                yield procedure.document(str(field.options.get("document", "")))


def _french(thing: Any, plain: bool) -> Iterator[str]:
    """Every French text inside, in the variant that this person reads; a plain string is taken as it is."""
    if isinstance(thing, Text):
        yield thing.plain if plain and thing.plain else thing.text
    elif isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for inner in thing:
            yield from _french(inner, plain)
    elif isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            yield from _french(getattr(thing, name), plain)
    elif dataclasses.is_dataclass(thing):  # a block of a slip
        for field in dataclasses.fields(thing):
            yield from _french(getattr(thing, field.name), plain)


def sign_clip_button(clip_id: str) -> Markup:
    """The button that opens the clip of this id: of the page's language, else in LSF, which deaf people here sign
    whatever they read; nothing where the site has neither.
    """
    folder = session.box().settings.paths.signs
    if request_state().session is None or not folder.is_dir():
        return Markup()
    spoken = (session.page_words().language, FRENCH)
    language = next((code for code in spoken if pictograms.clip(folder, code, clip_id) is not None), None)
    if language is None:
        return Markup()
    address = url_for("signs.show", language=language, clip_id=clip_id)
    return Markup(render_template("_parts/page/signed.html", address=address))  # nosec B704: our template, escaped


def page_sign_clip_button() -> Markup:
    """The same for the page itself: its screen's name, or the procedure's id on its introduction."""
    procedure_id = (request.view_args or {}).get("procedure_id")
    return sign_clip_button(str(procedure_id) if procedure_id else (request.blueprint or "").replace("_", "-"))


def _which_are_required(fields: Iterable[Field]) -> str:
    """Which questions of a page must be answered: `all`, `some`; "" where it asks one at most, or needs none: each of
    them says so (RGAA 11.10).
    """
    kinds = [(field, find_field_kind(field.kind)) for field in fields]
    required = [field.required for field, kind in kinds if kind.answers and not kind.ends]
    return "" if len(required) < 2 or not any(required) else "all" if all(required) else "some"


def render_question(
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
    kind, typed = find_field_kind(field.kind), answer.typed if answer else {}
    current, commune = request_state().session, box().settings.commune
    shown: dict[str, Any] = {
        "field": field,
        "typed": typed,
        "proposed": kind.proposed(field, typed, places_of(box())) if fault else (),
        "fault": fault,
        "fault_said": _fault_beside(field, fault, words) if fault else None,
        "name": f"f.{field.id}",
        "document": procedure.document(str(field.options.get("document", ""))),
        "words": words,
        "unseen": unseen,
        "alone": current is None or not current.signed_in,  # no mediator is there to certify
        "witnessed": bool(answer and answer.by),
        "dense": request_state().for_staff and request.blueprint == "one_page",
        "camera_only": current is not None and current.terminal,
        "by_ear_alone": current is not None and current.speech.alone,
        "listed": _listed(field, typed, words) if kind.repeats else {},
        "own": next(iter(places_of(box()).of(commune[0])), None) if commune and kind.locates else None,
        "place": find_destination(field, procedure, values, words) if kind.ends else None,
    }
    # A question knows nothing of the page around it but what is handed over here; a stop, which is a page's end, does.
    template = f"fields/{field.kind}.html"
    find_template = current_app.jinja_env.get_template
    html = render_template(template, **shown) if kind.ends else find_template(template).render(shown)
    place_on_paper = field.printed_on or kind.printed_on
    if place_on_paper:
        html += find_template("_parts/case/printed_on.html").render(
            place=place_on_paper, paper=PLACES[place_on_paper], words=words
        )
    asked = Markup(html)  # nosec B704: our template, escaped
    clip = sign_clip_button(f"{procedure.id}.{field.id}")
    return asked + clip if clip else asked


def _fault_beside(field: Field, fault: str, words: Words) -> Markup:
    return escape(fault_in_words(field, fault, words)) + said_beside(partial(fault_in_words, field, fault))


def _listed(field: Field, typed: Typed, words: Words) -> dict[str, object]:
    """The items of a group as its question lists them, and the number of the next; 0 where there is room for no
    other.
    """
    today, judge = box().watch.today().day, answering.make_answer_judge(places_of(box()))
    rows = []
    for number in answering.list_item_numbers(typed):
        item = answering.judge_item(field, answering.find_typed_item(typed, number), today, judge)
        rows.append(
            {"number": number, "told": submission.item_in_words(field, item.values, words), "open": bool(item.faults)}
        )
    full = len(rows) >= field.options.get("most", MOST)
    return {"rows": rows, "next": 0 if full else answering.next_number(typed)}
