"""Puts `lang="fr"` around French words in a page of another language, so that screen readers pronounce them.

Templates mark French words while they write them (`kiosk.words.words`), since only the finished page shows where a word
stands: inside a tag, a title, an option or a text area there can be no element, and the mark is removed.
"""

import re

from kiosk.words.words import CLOSES, OPENS

_PARTS = re.compile(
    rf"<(title|option|textarea|script|style)\b.*?</\1>|<!--.*?-->|<[^<>]*>|[{OPENS}{CLOSES}]", re.DOTALL
)
_INSTEAD = {OPENS: '<span lang="fr" dir="ltr">', CLOSES: "</span>"}


def marked(page: str) -> str:
    """The page with elements in place of the marks."""
    return _PARTS.sub(lambda match: _INSTEAD.get(match[0]) or _bare(match[0]), page) if OPENS in page else page


def _bare(text: str) -> str:
    """The text without marks."""
    return text.replace(OPENS, "").replace(CLOSES, "")
