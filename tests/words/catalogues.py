"""The catalogues that ship, and the French sentences that they are to say."""

import re
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from scripts.source import ROOT

FRENCH = "fr"
LANGUAGES = tuple(path.name for path in sorted((ROOT / "translations").iterdir()) if (path / "LC_MESSAGES").is_dir())
WRITTEN = {"messages": ("templates",), "procedures": ("kiosk/procedures", "kiosk/catalogue")}
"""The catalogues whose sentences stand in French in files, and the folders of those files."""
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
Sentence = tuple[str | None, object]
"""Its context, and its French: two forms where it counts."""


def catalogue(language: str, domain: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as source:
        return read_po(source)


def translated(language: str, domain: str) -> dict[Sentence, tuple[str, ...]]:
    """What is said for each sentence of a catalogue: several forms where it counts."""
    return {
        (message.context, message.id): tuple(message.string)
        if isinstance(message.string, list | tuple)
        else (str(message.string or ""),)
        for message in catalogue(language, domain)
        if message.id
    }


@cache
def written(domain: str) -> frozenset[Sentence]:
    """Everything that Babel finds in the files of a domain, as `make translations` reads them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)
    return frozenset(
        (context, message)
        for folder in WRITTEN[domain]
        for _, _, message, _, context in extract_from_dir(
            str(ROOT / folder), methods, options, keywords=KEYWORDS, directory_filter=lambda path: "/." not in path
        )
    )


def holes(text: str) -> set[str]:
    """The names to be filled in."""
    return set(re.findall(r"%\((\w+)\)s", text))
