"""Addresses of e-mail and of the web, as people say them: « nom arobase exemple point F R »."""

import re

from kiosk.domain.speech.manners import Manner

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:fr|com|org|net|eu|gouv|io|info|be|ch|ca|de|es|pt|ua|uk|ma|dz|tn)\b"
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+@(?:{_HOST}|[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE | re.ASCII)
_WEB = re.compile(rf"(?<![\w.@-])(?:https?://)?(?:www\.)?{_HOST}(?:/[\w./%#?=&-]*\w/?)?", re.IGNORECASE | re.ASCII)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z]{2})")
_SHORT_ENDING = 3
"""Endings of a host with this many letters or fewer are said by their letters, but for those that people say whole."""
_WHOLE = frozenset({"com", "org", "net"})


def said(text: str, manner: Manner) -> str:
    """The text with each address in words."""
    text = _MAIL.sub(lambda found: _words(found[0], manner), text)
    return _WEB.sub(lambda found: _words(re.sub(r"^https?://|/$", "", found[0]), manner), text)


def _words(address: str, manner: Manner) -> str:
    """Nobody says « h, t, t, p, s » nor the last slash."""
    names = {
        ".": manner.point,
        "@": manner.signs["@"],
        "-": manner.dash,
        "_": manner.signs["_"],
        "/": "slash",
        "+": manner.signs["+"],
        "%": "%",
        "#": manner.signs["#"],
        "=": manner.signs["="],
        "&": manner.signs["&"],
        "?": ",",
    }
    parts = [part for part in re.split(r"([.@_/+%#=&?-])", address) if part]
    ending = len(parts) - 1 if "/" not in parts else parts.index("/") - 1
    said_parts = [
        _letters(part) if place == ending or part == "www" else names.get(part, _HUMP.sub(" ", part))
        for place, part in enumerate(parts)
    ]
    return " ".join(said_parts)


def _letters(ending: str) -> str:
    whole = len(ending) > _SHORT_ENDING or ending.lower() in _WHOLE or not ending.isalpha()
    return ending if whole else " ".join(ending.upper())
