"""The words of administration that a page explains, and which of them a text says."""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from kiosk.domain.language.spelling import Text


class Word(Struct, frozen=True):
    """One word: its `term`, what it `means` in one sentence, and the other French `forms` that texts write."""

    term: Text
    means: Text
    forms: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The term and its other forms, in French."""
        return (self.term.text, *self.forms)


def words_in(words: tuple[Word, ...], texts: Iterable[str]) -> tuple[Word, ...]:
    """The words that these French texts say, each once, in the order in which they are first said."""
    forms, by_form = _search(words)
    if not words:
        return ()
    said = (by_form[_folded(match[1])] for text in texts for match in forms.finditer(text))
    return tuple(dict.fromkeys(said))


@lru_cache(maxsize=64)
def _search(words: tuple[Word, ...]) -> tuple[re.Pattern[str], dict[str, Word]]:
    """One pattern for all forms, the longest first, and the word of each form.

    The first letter may be small or capital, as at the start of a sentence; a plural may follow.
    """
    by_form = {_folded(form): word for word in reversed(words) for form in word.written}
    forms = sorted(by_form, key=len, reverse=True)
    either = "|".join(f"[{re.escape(form[0] + form[0].upper())}]{re.escape(form[1:])}" for form in forms)
    return re.compile(rf"(?<!\w)({either})[sx]?(?!\w)"), by_form


def _folded(form: str) -> str:
    return form[:1].lower() + form[1:]
