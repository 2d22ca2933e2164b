"""Which passphrases are accepted: at least twelve characters, and nothing that is guessed first (names, key rows)."""

import re
import unicodedata

from kiosk.domain.language import spelling
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

SHORTEST = 12
"""Characters."""
LONGEST = 1_000
OWN = 6
"""Letters and digits that must remain of a passphrase once everything an outsider would guess first is taken out."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiop",
    "1234567890",
)
_YEAR = re.compile(r"^\d{1,4}|\d{1,4}$")
"""What people put before or after a word to make it count as another."""
_WORST = (
    "motdepasse",
    "phrasesecrete",
    "password",
    "passphrase",
    "passwort",
    "administrateur",
    "administrator",
    "admin",
    "bonjour",
    "bienvenue",
    "welcome",
    "letmein",
    "soleil",
    "azerty",
    "qwerty",
    "mairie",
    "parvis",
    "iloveyou",
    "jetaime",
    "changeme",
    "secret",
)
"""The most used passwords of public lists that long passphrases are built from."""


def check(passphrase: str, *names: str) -> None:
    """Check a new passphrase; `names` are those an outsider knows: the login, the person's, the hub's.

    Raises `Refused`: `passphrase-too-short`, `passphrase-too-simple` for little more than what is guessed first.
    """
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=SHORTEST)
    letters = spelling.bare(passphrase)
    guessable = {
        part for name in names for part in (spelling.bare(name), *map(spelling.bare, name.split())) if len(part) >= 3
    }
    for word in sorted({*guessable, *_WORST}, key=len, reverse=True):
        letters = letters.replace(word, "")
    letters = _YEAR.sub("", letters)
    if len(letters) < OWN or _repeats(letters) or _runs(letters):
        raise Refused(HubRefusal.PASSPHRASE_TOO_SIMPLE)


def normal(typed: str) -> str:
    """The passphrase in Unicode form NFC: a phone may type « é » as two characters (RFC 8265)."""
    return unicodedata.normalize("NFC", typed)


def _repeats(letters: str) -> bool:
    """Whether it repeats the same one to four letters."""
    return any(letters == (letters[:size] * len(letters))[: len(letters)] for size in range(1, 5))


def _runs(letters: str) -> bool:
    """Whether it follows the alphabet or the keys, forwards or backwards."""
    return any(letters in row * 3 or letters in (row * 3)[::-1] for row in _ROWS)
