"""Reduce a French word to its stem, so that « héberger », « hébergé » and « hébergement » match in a search.

Simple on purpose, and without accents, because people type without them. A stem need not be a word or
linguistically right: the searched and the typed word only have to give the same one.
"""

import re

_DERIVED = (
    "issement",
    "atrice",
    "ateur",
    "ation",
    "ition",
    "ement",
    "ment",
    "ence",
    "ance",
    "able",
    "ible",
    "euse",
    "eur",
    "ive",
    "if",
    "issent",
    "issez",
    "eront",
    "erez",
    "erons",
    "aient",
    "erait",
    "erai",
    "era",
    "ion",
    "ante",
    "ant",
    "ent",
    "iere",
    "ier",
)
"""Derivational endings, removed if four letters or more remain; the longest that fits."""
_INFLECTED = ("ing", "ees", "ee", "er", "ez", "es", "ed", "ait", "ai", "ir", "it", "e", "i")
"""Inflectional endings, removed if three letters or more remain."""
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")


def stem(word: str) -> str:
    """The stem of a folded word; numbers, short words and words of another script are returned unchanged."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    root = word[:-1] if word[-1] in "sx" else word
    if root.endswith("au") and not root.endswith("eau") and len(root) > 4:
        root = f"{root[:-1]}l"
    root = _without(root, _DERIVED, 4) or _without(root, _INFLECTED, 3) or root
    root = _DOUBLED.sub(r"\1", root)
    return root[:-1] if root[-1] in "ei" and len(root) > 3 else root


def _without(word: str, endings: tuple[str, ...], least: int) -> str:
    """The word without the longest of these endings that leaves `least` letters; "" if none does."""
    fitting = [len(ending) for ending in endings if word.endswith(ending) and len(word) - len(ending) >= least]
    return word[: -max(fitting)] if fitting else ""
