"""The few things templates do to values."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from kiosk.clock import moment, stamp
from kiosk.domain.answers.fields.registry import drawn
from kiosk.domain.events.reference import spoken
from kiosk.domain.screen.masked_answers import is_masked
from kiosk.words.words import Words
from printers.paper.words import direction_of
from printers.slip import Direction


def install(app: Flask) -> None:
    """Give templates `spoken`, `lines`, `refusal`, `site_name`, `moment`, `stamp`, `day`, `is_masked` and `drawn`."""
    app.jinja_env.filters.update(
        spoken=spoken, lines=lines, refusal=refusal, site_name=site_name, moment=moment, stamp=stamp, day=day
    )  # fmt: skip
    app.jinja_env.globals["is_masked"] = is_masked
    app.jinja_env.globals["drawn"] = drawn
    app.jinja_env.globals["direction_of"] = direction_of


@pass_context
def lines(context: Context, text: Any) -> Markup:
    """Each line feed as a new line; an address or a telephone keeps its order on a page that is read from the right."""
    direction = context.get("direction", "ltr")
    return Markup("<br>").join(_read_from(str(line), direction) for line in str(text).split("\n"))


def refusal(code: str, words: Words) -> str:
    """Why the hub refused an event; a newer hub may give a code that this box has no words for."""
    said = words.code("rejection", code)
    return said if said != code else words.code("rejection", "other")


def day(iso: str) -> date | None:
    """The day an answer names, None where it names none, or only a year."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def site_name(address: str) -> str:
    """The host of an address, which is what a person recognises."""
    return urlsplit(address).netloc or address


def _read_from(line: str, direction: Direction) -> Markup:
    if not line or direction_of(line, direction) == direction:
        return escape(line)
    return Markup('<bdi dir="{}">{}</bdi>').format(direction_of(line, direction), line)
