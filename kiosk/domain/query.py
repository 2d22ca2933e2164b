"""What a person types to find a procedure, as words that carry something: « j’ai perdu ma carte » holds two."""

import re
import unicodedata

MOST_CHARACTERS = 200
MOST_WORDS = 12
"""What lies beyond changes nothing in what is found."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_FORM = re.compile(r"(?<!\d)(\d{2})[ .\u00a0\u202f]?(\d{3})(?:\s?\*\s?\d{1,2})?(?!\d)")
"""A Cerfa number, whose version after the star changes while the form stays: `12669`, `12 669`, `12669*02`."""
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
"""Articles, pronouns, small verbs, politeness; what elision leaves; and how telephones shorten them."""
_ENGLISH = """
the an of to in for with without at by from and or but you he she it we they my your his her our their us him them
is are was were be been am do does did have has had can could would should will want need how what where when who
which why this that these those there please hello hi thanks thank not no yes get some any im ive
"""
EMPTY = frozenset((_FRENCH + _ENGLISH).split())
"""Words that stand in every question, folded as `tokens` folds them."""


def folded(text: str) -> str:
    """Small letters without accents; what separates words stays."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(each for each in spread if not unicodedata.combining(each))


def tokens(text: str) -> list[str]:
    """Every word of a text and every number, folded: « L’état civil, Cerfa n° 12669*02 » ends in `cerfa`, `12669`."""
    spread = _FORM.sub(r" \1\2 ", folded(text))
    return ["".join(filter(str.isalnum, each)) for each in _BREAK.split(spread) if len(each) > 1]


def telling(text: str) -> list[str]:
    """The words that carry something, in their order and each once."""
    return [each for each in dict.fromkeys(tokens(text)) if each and each not in EMPTY]


def asked(typed: str) -> list[str]:
    """The telling words of what was typed, of whatever length; none for « je voudrais »."""
    return telling(typed[:MOST_CHARACTERS])[:MOST_WORDS]


def says_nothing_yet(typed: str) -> bool:
    """Whether what was typed is nothing, or the beginning of a question that carries nothing yet (« je vou »)."""
    typed = typed[:MOST_CHARACTERS].strip()
    words = tokens(typed)
    return not typed or (len(typed) == 1 and typed.isalnum()) or (bool(words) and all(each in EMPTY for each in words))
