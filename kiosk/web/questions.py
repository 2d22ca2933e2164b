"""One question of a step as HTML; one that holds nothing yet is the same for everyone, and made once."""

from flask import Flask, render_template
from markupsafe import Markup

from kiosk.domain.case import Answer
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.procedure import Field, Procedure
from kiosk.services.places import places_of
from kiosk.web import session
from kiosk.words import Words

_untouched: dict[tuple[int, str, bool, bool], tuple[Field, Markup]] = {}


def install(app: Flask) -> None:
    """Give templates `question(…)`."""
    app.jinja_env.globals["question"] = question


def question(
    procedure: Procedure, field: Field, answer: Answer | None, fault: str, words: Words, unseen: bool = False
) -> Markup:
    """The field with what was typed in it; `unseen` hides a legend that the page's heading repeats.

    Only questions without any answer are kept, so that nothing of a citizen stays in memory.
    """
    typed = answer.typed if answer else {}
    if typed or fault:
        return _made(procedure, field, answer, fault, words, unseen)
    key = (id(field), words.language, words.plain, unseen)
    kept = _untouched.get(key)
    # A number in memory can be given anew: the field itself is kept beside its HTML, so that it is not.
    if kept is None or kept[0] is not field:
        kept = (field, _made(procedure, field, None, "", words, unseen))
        _untouched[key] = kept
    return kept[1]


def _made(procedure: Procedure, field: Field, answer: Answer | None, fault: str, words: Words, unseen: bool) -> Markup:
    typed = answer.typed if answer else {}
    html = render_template(
        f"fields/{field.kind}.html",
        field=field,
        typed=typed,
        proposed=kind_of(field.kind).proposed(field, typed, places_of(session.box())) if fault else (),
        fault=fault,
        name=f"f.{field.id}",
        document=procedure.document(str(field.options.get("document", ""))),
        words=words,
        unseen=unseen,
    )
    return Markup(html)  # nosec B704: our template, escaped
