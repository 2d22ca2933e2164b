"""The filters that templates use."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kiosk.clock import stamp
from kiosk.domain.answers.fields.registry import drawn
from kiosk.domain.events.reference import spoken
from kiosk.domain.screen.masked_answers import is_masked
from kiosk.words.words import Words
from printers.paper.words import direction_of
from printers.slip import Direction

_HYPHENATED = re.compile(r"(?<![\w&;-])(?=[\w’-]{3,16}(?![\w’-]))[\w’]+(?:-[\w’]+)+")


def install(app: Flask) -> None:
    """Give templates `spoken`, `lines`, `refusal`, `site_name`, `stamp`, `day`, `unbroken`, `is_masked` and `drawn`."""
    app.jinja_env.filters.update(
        spoken=spoken, lines=lines, refusal=refusal, site_name=site_name, stamp=stamp, day=day,
        unbroken=unbroken,
    )  # fmt: skip
    app.jinja_env.globals["is_masked"] = is_masked
    app.jinja_env.globals["drawn"] = drawn
    app.jinja_env.globals["direction_of"] = direction_of


@pass_context
def lines(context: Context, text: Any, french: bool = False) -> Markup:
    """Each line feed as a new line; addresses and telephone numbers keep their order on a right-to-left page.

    `french`: whoever wrote the text wrote it in French, and a screen reader says so on a page of another language.
    """
    direction, words = context.get("direction", "ltr"), context.get("words")
    mark = words.in_french if french and words else str
    return Markup("<br>").join(_read_from(str(line), direction, mark) for line in str(text).split("\n"))


def refusal(code: str, words: Words) -> str:
    """Why the hub refused an event, in words; a general sentence for a code that this box does not know."""
    sentence = words.code("rejection", code)
    return sentence if sentence != code else words.code("rejection", "other")


def day(iso: str) -> date | None:
    """The date of an answer, None where it has none, or only a year."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def unbroken(title: Markup | str) -> Markup:
    """A title whose short words with a hyphen, as « faites-vous », stay on one line where the window has room."""
    pieces, end = [], 0
    for word in _HYPHENATED.finditer(title):
        pieces += [escape(title[end : word.start()]), Markup('<span class="unbroken">{}</span>').format(word[0])]
        end = word.end()
    return Markup("").join([*pieces, escape(title[end:])])


def site_name(address: str) -> str:
    """The host of an address, as people recognise it."""
    return urlsplit(address).netloc or address


def _read_from(line: str, direction: Direction, mark: Callable[[str], str]) -> Markup:
    if not line or direction_of(line, direction) == direction:
        return escape(mark(line) if line else line)
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(line, direction), mark(line))
