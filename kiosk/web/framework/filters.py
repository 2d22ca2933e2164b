"""The template filters of the box alone; those it shares with the hub are in `kiosk.http.filters`."""

import re
from datetime import date
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup, escape

from kiosk.clock import stamp
from kiosk.words.words import Words
from printers.paper.words import direction_of

_KINDS = frozenset({"date", "phone", "email", "group", "nir", "iban"})
_NUMBER = re.compile(r"\d[\d\s.-]*")
"""A number as people write it, in groups; words between two numbers (street number, postcode) separate them."""
_LONG_NUMBER = 7
"""Digits from which a number can identify a person: a telephone, an account, a social security number."""
_HYPHENATED = re.compile(r"(?<![\w&;-])(?=[\w’-]{3,16}(?![\w’-]))[\w’]+(?:-[\w’]+)+")


def is_masked(kind: str, shown: str) -> bool:
    """Whether to mask an answer of this kind; `shown` is the answer in words."""
    numbers = (sum(map(str.isdigit, number)) for number in _NUMBER.findall(shown))
    return bool(shown) and (kind in _KINDS or max(numbers, default=0) >= _LONG_NUMBER)


def install(app: Flask) -> None:
    """Give templates `refusal`, `site_name`, `stamp`, `day`, `unbroken`, `is_masked` and `direction_of`."""
    app.jinja_env.filters.update(refusal=refusal, site_name=site_name, stamp=stamp, day=day, unbroken=unbroken)
    app.jinja_env.globals["is_masked"] = is_masked
    app.jinja_env.globals["direction_of"] = direction_of


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
    if "-" not in title:
        return escape(title)
    pieces, end = [], 0
    for word in _HYPHENATED.finditer(title):
        pieces += [escape(title[end : word.start()]), Markup('<span class="unbroken">{}</span>').format(word[0])]
        end = word.end()
    return Markup("").join([*pieces, escape(title[end:])])


def site_name(address: str) -> str:
    """The host of an address, as people recognise it."""
    return urlsplit(address).netloc or address
