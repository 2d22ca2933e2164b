"""Tell whether a French sentence has a conjugated verb, from lists of the verbs that guides of procedures use.

A heuristic: a verb outside these lists is not seen, so `kiosk procedures check` only warns.
"""

import re
from importlib.resources import files

_STEMS, _IRREGULAR = files("kiosk.catalogue.check").joinpath("verbs.txt").read_text("utf-8").split("\n\n")
"""Stems of verbs that take the endings below, and forms of the other verbs."""
_ENDINGS = ("e", "es", "ent", "ez", "ons", "era", "erez", "eront", "ait", "aient", "iez")
_VERBS = frozenset(stem + ending for stem in _STEMS.split() for ending in _ENDINGS) | {*_IRREGULAR.split()}
_NOUN_NEXT = """
un une des du de d au aux votre vos notre nos son sa ses mon ma mes cet cette par sans avec pour chez
"""
"""After these, « demande » or « aide » is a noun."""
_BEFORE = frozenset(_NOUN_NEXT.split())
_SUBJECTS = r"(?:vous|nous|le|la|les|lui|il|elle|en|y|ce|on)"
_WORD = re.compile(rf"\w+?(?=-t-{_SUBJECTS}\b)|\w+")


def has_verb(sentence: str) -> bool:
    """Whether one of the words is a conjugated verb: « Écrivez-le », « C'est facile », and not « À faire »."""
    words = _WORD.findall(sentence.casefold())
    return any(word in _VERBS and before not in _BEFORE for before, word in zip(["", *words], words, strict=False))
