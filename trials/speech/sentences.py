"""The sentences that ship, by language: those of some pages, and all that citizens may hear."""

import re
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from scripts.source import ROOT

LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")
FRENCH = "fr"
PAGES = (
    "arriving/welcome", "arriving/language", "arriving/comfort", "arriving/call", "arriving/keyboard",
    "arriving/accessibility", "case/introduction", "case/attachments", "case/review", "case/submitted",
    "after/followed", "after/read_receipt",
)  # fmt: skip
_HOLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_OF_COMMANDS = re.compile(
    r"\bkiosk\b|KIOSK|--\w|\.toml|\.service|systemctl|systemd|sudo|/etc/|\w_\w|\b(?:SQLite|CUPS|means|fields|months|least|any|chown|days)\b"
)
"""What only an administrator reads, at a terminal of the machine: no voice says it."""
_OFFICE = frozenset({
    "command", "doctor", "mistake", "setting", "change", "install", "carrier-setting", "line", "register", "remedy",
    "settings-file", "trial", "journal", "journal-fault",
})  # fmt: skip
"""Groups of words that no citizen meets."""


def of_pages(language: str) -> list[str]:
    """The sentences of `PAGES`, each with a number in its holes."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    french = {
        message if isinstance(message, str) else message[0]
        for page in PAGES
        for _, _, message, _, _ in extract_from_dir(str(ROOT / "templates" / page), methods, options)
    }
    if language == FRENCH:
        return sorted(map(_filled, french))
    said = {_forms(message.id)[0]: _forms(message.string)[0] for message in _catalogue(language, "messages")}
    return sorted(_filled(said[sentence]) for sentence in french if said.get(sentence))


def of_citizens(language: str) -> list[str]:
    """Every sentence of pages, procedures and words, without those of commands and of the office."""
    return sorted({_filled(text) for text in _all(language) if text.strip(" :\xa0") and not _OF_COMMANDS.search(text)})


def _all(language: str) -> Iterator[str]:
    for domain in ("messages", "procedures", "words"):
        is_source = language == FRENCH and domain != "words"
        for message in _catalogue("en" if is_source else language, domain):
            if message.id and not (domain == "words" and message.context in _OFFICE):
                yield from _forms(message.id if is_source else message.string)


def _filled(text: str) -> str:
    return _HOLE.sub("5", text)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """One form, or those of a sentence that counts."""
    return [text] if isinstance(text, str) else list(text or [""])


@cache
def _catalogue(language: str, domain: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as source:
        return read_po(source)
