"""Extract the meaningful words of a search query: « j’ai perdu ma carte » has two."""

import re

from kiosk.domain.language import spelling

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
MOST_CHARACTERS = 200
MOST_WORDS = 12
"""Characters and words that are read; the rest of a query is ignored."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_FORM = re.compile(r"(?<!\d)(\d{2})[ .\u00a0\u202f]?(\d{3})(?:\s?\*\s?\d{1,2})?(?!\d)")
"""A Cerfa form number, `12669`, `12 669` or `12669*02`; the version after the star is ignored."""
_BREAK = re.compile(r"[^\w]+|_")
_FRENCH = """
le la les un une des du de au aux ce cet cette ces ceci cela ca mon ma mes ton ta tes son sa ses notre nos votre vos
leur leurs je tu il elle on nous vous ils elles me te se moi toi lui eux en ne pas ni et ou mais donc or car que qui
quoi dont quel quelle quels quelles comment combien pourquoi quand si avec sans sous sur dans par pour vers entre
depuis pendant avant apres qu jusqu jusque lorsqu lorsque puisqu puisque quoiqu est es suis sommes etes sont etait
etais etaient ete etre ai as avons avez ont avait avais avaient avoir aura faire fait faite fais font faites fera
faut falloir faudrait besoin veux veut voulons voulez veulent vouloir voudrais voudrait peux peut pouvons pouvez
peuvent pouvoir pourrais pourrait pourrez dois doit devons devez doivent devoir vais vas va allons allez vont aller
tres trop bien tout tous toute toutes aussi alors deja encore juste ici la plus moins bonjour bonsoir salut merci
svp stp plait madame monsieur mme mr messieurs mesdames autre autres meme slt bjr bsr pr ds ki pk pq qqn qqch jsuis
chui jai cest
"""
"""Articles, pronouns, auxiliary verbs, politeness; the rests of elisions; and their texting abbreviations."""
_ENGLISH = """
the an of to in for with without at by from and or but you he she it we they my your his her our their us him them
is are was were be been am do does did have has had can could would should will want need how what where when who
which why this that these those there please hello hi thanks thank not no yes get some any im ive
"""
EMPTY = frozenset((_FRENCH + _ENGLISH).split())
"""Stop words, folded as `tokens` folds them."""


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


def folded(text: str) -> str:
    """The text in lower case without accents, « œ » as « oe »; separators are kept."""
    return spelling.unaccented(text.casefold().translate(_LIGATURES))


def tokens(text: str) -> list[str]:
    """All words and numbers of a text, folded: « L’état civil, Cerfa n° 12669*02 » ends in `cerfa`, `12669`."""
    spread = _FORM.sub(r" \1\2 ", folded(text))
    return ["".join(filter(str.isalnum, word)) for word in _BREAK.split(spread) if len(word) > 1]


def telling(text: str) -> list[str]:
    """The words that are not stop words, in order and without repetition."""
    return [word for word in dict.fromkeys(tokens(text)) if word and word not in EMPTY]


def search_words(typed: str) -> list[str]:
    """The telling words of a typed query of any length; none for « je voudrais »."""
    return telling(typed[:MOST_CHARACTERS])[:MOST_WORDS]


def says_nothing_yet(typed: str) -> bool:
    """Whether a query is empty, a single character, or made of stop words only (« je vous »)."""
    typed = typed[:MOST_CHARACTERS].strip()
    words = tokens(typed)
    return not typed or (len(typed) == 1 and typed.isalnum()) or (bool(words) and all(word in EMPTY for word in words))
