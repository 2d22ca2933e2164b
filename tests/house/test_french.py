"""The French of screens and papers is what somebody at a counter says."""

import re
from collections.abc import Iterator

from scripts.source import ROOT
from tests.words.catalogues import FRENCH, WRITTEN, translated, written

HUB = ROOT / "templates" / "hub"
TURNS = {
    "by itself, of a machine": r"\btout(?:e|s|es)? seule?s?\b(?! ou )",
    "to walk, of a machine": r"(?<!en )(?<!remettez-la en )\bmarche(?:nt|ra|ront|-t-il|-t-elle)?\b(?! à suivre)",
    "to believe, of a machine": r"\b(?:croit|cru|crue|crus|crues) (?:que|de nouveau)\b",
    "to serve screens": r"\b(?:ne )?(?:sert|servir|servis|servies) (?:pas )?d’autres? écrans?\b",
    "two words of one gesture": r"\brefa(?:ites|ire) (?:votre|le) geste\b|\bse retente\b",
}
"""What no clerk would say to somebody (a reading of every sentence on 1 December 2026), and what it means."""
LONGEST = 25
"""Words of the longest sentence of a page or a procedure."""


def said_in_files() -> Iterator[str]:
    """Every sentence of pages and procedures, at the box and at the hub."""
    for domain in WRITTEN:
        for _, sentence in written(domain):
            yield from sentence if isinstance(sentence, tuple) else (str(sentence),)
    for page in HUB.rglob("*.html"):
        for found in re.findall(r"(?:_|ngettext)\(\s*'([^']*)'(?:\s*,\s*'([^']*)')?", page.read_text("utf-8")):
            yield from filter(None, found)


def test_no_sentence_says_what_no_clerk_would() -> None:
    sentences = {*said_in_files(), *(form for forms in translated(FRENCH, "words").values() for form in forms)}
    said = {(why, sentence) for sentence in sentences for why, turn in TURNS.items() if re.search(turn, sentence)}
    assert not said, "\n".join(": ".join(one) for one in sorted(said))


def test_no_sentence_of_a_page_or_a_procedure_is_longer_than_one_can_hold_in_mind() -> None:
    sentences = {part for whole in said_in_files() for part in re.split(r"(?<=[.!?])\s", whole)}
    long = sorted(part for part in sentences if len(re.findall(r"[\w’'-]+", part)) > LONGEST)
    assert len(sentences) > 4000 and not long, "\n".join(long)
