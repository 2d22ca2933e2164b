"""HTML rendered once with holes for what is a page's own: a form's token, a time, what somebody typed.

A template is rendered with a mark in place of each such text. Nothing of a person or of a session is in what is kept.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape
from msgspec import Struct

_EDGE = "\ufdd3"
"""Around the name of a hole; no character, so in no words."""
_HOLE = re.compile(f"{_EDGE}([^{_EDGE}]*){_EDGE}")


def hole(name: str) -> Markup:
    """The mark of a hole, which a template writes as it would write the text."""
    return Markup(_EDGE + name + _EDGE)  # nosec B704: a name of our own code


class Holed(Struct, frozen=True):
    """The HTML between the holes, `pieces`, and the name of each hole between them."""

    pieces: tuple[Markup, ...]
    holes: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> "Holed":
        """Cut what a template of ours made, escaped, with the marks of `hole` in it."""
        cut = _HOLE.split(html)
        return cls(tuple(map(Markup, cut[::2])), tuple(cut[1::2]))  # nosec B704: our template, escaped

    def filled(self, text: Callable[[str], object]) -> Markup:
        """The HTML with the text of each hole, escaped."""
        if not self.holes:
            return self.pieces[0]
        whole: list[str] = [self.pieces[0]]
        for name, piece in zip(self.holes, self.pieces[1:], strict=True):
            whole += (escape(text(name)), piece)
        return Markup("".join(whole))  # nosec B704: our template, and what fills it is escaped
