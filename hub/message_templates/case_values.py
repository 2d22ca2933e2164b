"""What a case puts in the place of the words in braces, in the language of whoever reads the message."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hub.cases.cases import CaseFile
from kiosk.domain.events.reference import spoken
from kiosk.domain.language.text import Text
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.domain.replies.message_template import Blank
from kiosk.words.words import Words


def values_of(case: CaseFile, papers: Sequence[AskedPaper], papers_by: str, words: Words) -> Mapping[Blank, str]:
    """The values of a case; `papers` and the ISO day `papers_by` are those of the decision being written.

    Texts of a procedure are in the reader's language where it ships with Parvis; a name and an address stand as they
    are. What the case does not have is "".
    """
    return values(case.submitted, case.reference, papers, papers_by, words)


def values(
    submitted: Mapping[str, Any], reference: str, papers: Sequence[AskedPaper], papers_by: str, words: Words
) -> Mapping[Blank, str]:
    """The same of what a case submitted."""
    procedure, service, who = submitted["procedure"], submitted["service"], submitted["applicant"]

    def said(french: str) -> str:
        return words.text(Text(french, context=procedure["id"]))

    return {
        Blank.NUMBER: spoken(reference),
        Blank.PROCEDURE: said(procedure["title"]),
        Blank.NAME: " ".join(f"{who.get('given_names') or ''} {who.get('family_name') or ''}".split()),
        Blank.DEPOSITED: words.day(date.fromisoformat(submitted["legal_date"])),
        Blank.PAPERS: words.listed([said(paper.label) if paper.document else paper.label for paper in papers]),
        Blank.PAPERS_BY: words.day(day) if (day := _day(papers_by)) else "",
        Blank.SERVICE: service["name"],
        Blank.PHONE: _unbroken(service.get("phone") or ""),
        Blank.EMAIL: service.get("email") or "",
        Blank.ADDRESS: service.get("address") or "",
        Blank.TOWN_HALL: submitted["site"]["name"],
    }


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _unbroken(number: str) -> str:
    """A telephone number whose groups stay together, and in their order within Arabic (UAX 9: a no-break space joins
    digits, a space does not).
    """
    return number.replace(" ", "\N{NO-BREAK SPACE}")
