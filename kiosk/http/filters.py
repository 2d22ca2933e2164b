"""The template filters that box and hub share: references, lines, drawn questions, French within other languages."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kiosk.domain.answers.fields.phone import as_dialled
from kiosk.domain.answers.fields.registry import find_drawing
from kiosk.domain.events.case_state import kind_of_state
from kiosk.domain.events.reference import format_reference
from kiosk.domain.language.spelling import CLOSES, OPENS
from printers.paper.words import direction_of
from printers.slip import Direction

_TERM = r"(?<=[\u0400-\u052f\u0600-\u06ff»]\s\()(?P<term>[A-Za-zÀ-ÿŒœ][0-9A-Za-zÀ-ÿŒœ’' ,.°/-]*)(?=\))"
"""A French term, as it stands in brackets after its translation into Arabic or Ukrainian."""
_PARTS = re.compile(
    rf"<(title|option|textarea|script|style)\b.*?</\1>|<!--.*?-->|<[^<>]*>|[{OPENS}{CLOSES}]|{_TERM}", re.DOTALL
)
_INSTEAD = {OPENS: '<span lang="fr" dir="ltr">', CLOSES: "</span>"}


def install_shared_filters(app: Flask) -> None:
    """Give templates `spoken`, `lines`, `phone_number`, `state_kind` and `drawn`."""
    app.jinja_env.filters.update(
        spoken=format_reference,
        lines=_break_lines,
        phone_number=as_dialled,
        state_kind=kind_of_state,
    )
    app.jinja_env.globals["drawn"] = find_drawing


@pass_context
def _break_lines(context: Context, text: Any, french: bool = False) -> Markup:
    """Each line feed as a new line; addresses and telephone numbers keep their order on a right-to-left page.

    `french`: whoever wrote the text wrote it in French, and a screen reader says so on a page of another language.
    """
    direction, words = context.get("direction", "ltr"), context.get("words")
    mark = words.in_french if french and words else str
    return Markup("<br>").join(_read_from(str(line), direction, mark) for line in str(text).split("\n"))


def _read_from(line: str, direction: Direction, mark: Callable[[str], str]) -> Markup:
    if not line or direction_of(line, direction) == direction:
        return escape(mark(line) if line else line)
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(line, direction), mark(line))


def mark_french(page: str) -> str:
    """The page with what is French in it marked for a screen reader (WCAG 3.1.2): elements in place of the marks of
    `Words`, which in titles and attributes are left out, and around each French term in brackets. The product's own
    voice says a term within its sentence: `data-term`.
    """

    def instead(found: re.Match[str]) -> str:
        if term := found["term"]:
            return f'<span lang="fr" dir="ltr" data-term>{term}</span>'
        return _INSTEAD.get(found[0]) or found[0].replace(OPENS, "").replace(CLOSES, "")

    return _PARTS.sub(instead, page) if OPENS in page or re.search(_TERM, page) else page
