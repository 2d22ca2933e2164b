"""The code of a town hall, with which each of its numbers begins: one proposed from its name."""

from kiosk.domain.language import spelling

_LESSER = frozenset(
    {
        "mairie",
        "commune",
        "communaute",
        "communes",
        "agglomeration",
        "metropole",
        "ville",
        "village",
        "annexe",
        "hotel",
        "maison",
        "france",
        "services",
        "espace",
        "nouvelle",
        "de",
        "d",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "a",
        "au",
        "aux",
        "en",
        "et",
        "sur",
        "sous",
    }
)
"""Words that say what kind of place it is, or join others: they tell no town hall from another."""
_MOST = 4
_CLEAR = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def propose(name: str) -> str:
    """Two to four capitals without O and I: « Mairie de Saint-Aubin » gives `SA`, « Rennes » `RE`.

    Gives "" for a name without enough Latin letters.
    """
    words = spelling.words(name)
    telling = [word for word in words if word not in _LESSER] or words
    letters = [clear for word in telling if (clear := _clear(word))]
    if len(letters) == 1:
        return letters[0][:2] if len(letters[0]) > 1 else ""
    return "".join(word[0] for word in letters[:_MOST])


def _clear(word: str) -> str:
    return "".join(letter for letter in word.upper() if letter in _CLEAR)
