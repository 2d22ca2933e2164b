"""The lexicon of each language, for voices: `<language>/spoken.tsv`, in each line a kind and its pairs."""

from functools import cache

from kiosk.domain.speech.signs import Lexicon
from kiosk.words import languages

FILE = "spoken.tsv"


@cache
def lexicon(language: str) -> Lexicon:
    """Read when the first sentence of a language is spoken; without rows where the language has no file."""
    path, kinds = languages.folder() / language / FILE, dict[str, dict[str, str]]()
    for line in path.read_text("utf-8").split("\n") if path.exists() else ():
        if line and not line.startswith("#"):
            kind, *pairs = line.replace("\\n", "\n").split("\t")
            kinds.setdefault(kind, {}).update(zip(pairs[::2], pairs[1::2], strict=True))
    return Lexicon(language, kinds)
