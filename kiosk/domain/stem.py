"""The stem that forms of one word share: « héberger », « hébergé » and « hébergement » are one word to who searches.

Light on purpose, and without accents, because people type without them. It need be no word, and need not be right:
what is searched and what is typed only have to meet.
"""

import re

_DERIVED = (
    "issement", "atrice", "ateur", "ation", "ition", "ement", "ment", "ence", "ance", "able", "ible", "euse", "eur",
    "ive", "if", "issent", "issez", "eront", "erez", "erons", "aient", "erait", "erai", "era", "ion", "ante",
    "ant", "ent", "iere", "ier",
)  # fmt: skip
"""Endings that leave a root of four letters or more, the longest of those that fit first."""
_INFLECTED = ("ing", "ees", "ee", "er", "ez", "es", "ed", "ait", "ai", "ir", "it", "e", "i")
"""Endings that leave three."""
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")


def stem(word: str) -> str:
    """The stem of a folded word; a number, and a word of another script, is its own."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    root = word[:-1] if word[-1] in "sx" else word
    if root.endswith("au") and not root.endswith("eau") and len(root) > 4:
        root = f"{root[:-1]}l"
    root = _without(root, _DERIVED, 4) or _without(root, _INFLECTED, 3) or root
    root = _DOUBLED.sub(r"\1", root)
    return root[:-1] if root[-1] in "ei" and len(root) > 3 else root


def _without(word: str, endings: tuple[str, ...], least: int) -> str:
    """The word before the longest of these endings; "" where none leaves enough."""
    fitting = [len(each) for each in endings if word.endswith(each) and len(word) - len(each) >= least]
    return word[: -max(fitting)] if fitting else ""
