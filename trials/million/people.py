"""People as France has them: a few names that very many bear, and many that few bear."""

import random
from functools import cache
from itertools import accumulate

FAMILIES = """
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Müller Lefèvre André Guérin François
Noël Gérard Benoît Benali Nguyen Traoré Diallo Haddad El-Amrani Le-Goff Da-Silva Ferreira Kowalski Ivanenko
"""
GIVEN = """
Marie Jean Pierre Michel André Jeanne Françoise Monique Catherine Nathalie Philippe Isabelle Camille Léa Manon Lucas
Emma Hugo Chloé Nadia Mohamed Fatima Awa Yasmine Karim Oksana Zoé Jean-Pierre Marie-Claude Anne-Sophie
"""
_SYLLABLES = """
ba be bo bri ca ce char co cor da de do dra du fa fe fo fran ga ge gra gui ha he ja jo ju ker la le lan lo lu ma me
mon mou na ni no nou pa pe pi plo po qui ra re ri ro sa se si so ta te ti tou tra va ve vi
"""
_ENDINGS = ("rd", "t", "n", "ux", "er", "in", "ot", "eau", "ec", "is", "nd", "lle")
_RARE = 50_000
"""Other family names."""
_COMMON_SHARE = 0.35
"""Of people, those with one of `FAMILIES`."""


def family(dice: random.Random) -> str:
    """A family name: MARTIN for about three people in two hundred, most others for a handful."""
    if dice.random() < _COMMON_SHARE:
        return dice.choices(_words(FAMILIES), cum_weights=_weights(len(_words(FAMILIES))))[0]
    return _rare()[int(_RARE * dice.random() ** 2)]


def given(dice: random.Random) -> str:
    """One or two given names."""
    return " ".join(dice.choices(_words(GIVEN), cum_weights=_weights(len(_words(GIVEN))), k=1 + (dice.random() < 0.3)))


def birth_date(dice: random.Random) -> str:
    """A day between 1930 and 2008."""
    return f"{dice.randint(1930, 2008)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


@cache
def _weights(many: int) -> tuple[float, ...]:
    """The n-th is about as frequent as 1/(n+10), as in the lists of INSEE."""
    return tuple(accumulate(1 / (place + 10) for place in range(many)))


@cache
def _rare() -> tuple[str, ...]:
    dice = random.Random(35)  # nosec B311: names of nobody
    syllables = _words(_SYLLABLES)
    made = ("".join(dice.choices(syllables, k=dice.choice((1, 2, 2, 3)))) + dice.choice(_ENDINGS) for _ in range(_RARE))
    return tuple(name.capitalize() for name in made)


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())
