"""The legal facts of a procedure: where each comes from, who read it there and when, and who checked it.

A fact is a delay, a fee, a paper, what silence means, a remedy, or a note that names its own source.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from kiosk.domain.language.spelling import Text
from kiosk.domain.time import calendar

FRESH_MONTHS = 12
"""Fees, forms and thresholds are mostly set for a calendar year."""
RECENT_MONTHS = 24
"""What bears no day, or was older than this when it was read, does not show what the law is today."""
Standing = Literal["checked", "read", "old-text", "undated", "unverified"]


class Evidence(Struct, frozen=True):
    """Where a fact comes from. The keys of a file under a fact, or of the whole file, are these fields."""

    source: Annotated[
        str, Meta(description="d’où vient le fait : un texte et son article, une fiche et son numéro")
    ] = ""
    source_date: Annotated[
        date | None, Meta(description="le jour que porte cette source ; ce n’est pas celui où on l’a lue")
    ] = None
    read_on: Annotated[
        date | None, Meta(description="le jour où quelqu’un l’a lue là. Laissez vide si personne ne l’a lue")
    ] = None
    checked_on: Annotated[
        date | None, Meta(description="le jour où une personne de la mairie a vérifié le fait ; avec son nom")
    ] = None
    checked_by: Annotated[str, Meta(description="le nom de cette personne. Personne d’autre n’écrit ces deux clés")] = (
        ""
    )

    @property
    def seen_on(self) -> date | None:
        """The last day on which somebody looked at the fact; None if nobody did."""
        return self.checked_on or self.read_on

    @property
    def standing(self) -> Standing:
        """« checked » by a named person of the town hall, « read » in a text that was recent then, or unproven: in an
        « old-text », one that is « undated », or by nobody."""
        if self.checked_on:
            return "checked"
        if self.read_on is None:
            return "unverified"
        if self.source_date is None:
            return "undated"
        return "read" if self.read_on <= calendar.add_months(self.source_date, RECENT_MONTHS) else "old-text"

    def is_old(self, today: date) -> bool:
        """Whether somebody looked at the fact, and that is more than a year ago."""
        return self.seen_on is not None and today > calendar.add_months(self.seen_on, FRESH_MONTHS)


EVIDENCE_KEYS: tuple[str, ...] = Evidence.__struct_fields__


class SourcedFact(Struct, frozen=True):
    """One fact. `key` is its place in the file: « cost », « documents.home ». `own`: it names its source itself, and
    does not rest on the one of the whole file. `line` is its line in the file. `instead` is what else a paper's place
    may be taken by."""

    key: str
    text: Text
    evidence: Evidence
    own: bool = False
    line: int = 1
    instead: tuple[Text, ...] = ()

    @property
    def kind(self) -> str:
        """« cost », « documents », « questions »: the first word of the key."""
        return self.key.partition(".")[0]

    @property
    def sha256(self) -> str:
        """The digest of what a person checks: which fact of which procedure, its words, and the source they were
        compared with."""
        about, of = self.text, self.evidence
        words = (words for text in (about, *self.instead) for words in (text.text, text.plain))
        said = "\0".join((about.context, self.key, *words, of.source, str(of.source_date)))
        return hashlib.sha256(said.encode()).hexdigest()


def group_by_evidence(facts: Iterable[SourcedFact]) -> list[tuple[Evidence, list[SourcedFact]]]:
    """What these facts rest on, each once with the facts that do: what is checked first, then what is read, then what
    nobody verified."""
    groups: dict[Evidence, list[SourcedFact]] = {}
    for fact in facts:
        groups.setdefault(fact.evidence, []).append(fact)
    return sorted(groups.items(), key=lambda group: get_args(Standing).index(group[0].standing))
