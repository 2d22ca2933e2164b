"""What a case puts in the place of the words in braces, in the language of whoever reads the message."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from hub.cases.cases import CaseFile
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.domain.events.reference import spoken
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.domain.replies.message_template import Blank, MessageTemplate, filled
from kiosk.words.words import Words

_NUMBER, _PERSON = "XX1001A", {"given_names": "Awa", "family_name": "Benali"}
"""A number of a site that there is not, and somebody whom there is not."""
_AT, _TOWN_HALL = "1 place de la Mairie, 35140 Saint-Aubin", "Mairie de Saint-Aubin"
_PHONE, _EMAIL = "01 23 45 67 89", "mairie@saint-aubin.example"
_WAIT = timedelta(days=30)


@cache
def procedures() -> Mapping[str, Procedure]:
    """The procedures that ship, by id."""
    return {known.id: known for known in open_catalogue([files("kiosk") / "procedures"]).procedures}


def shown_as(template: MessageTemplate, language: str, today: date) -> str:
    """The text of a template in one of its languages, as a person reads it. Its text is known to have no faults."""
    return filled(template.texts[language], sample_values(template, language, today))


def sample_values(template: MessageTemplate, language: str, today: date) -> Mapping[Blank, str]:
    """What the case has for each word in braces: of the template's procedure or service, where it names one."""
    words = Words(language)
    known = next(
        (one for one in procedures().values() if template.procedure.casefold() == one.title.text.casefold()), None
    ) or next(
        (one for one in procedures().values() if one.documents and template.service in ("", one.service.id)),
        procedures()["birth-certificate"],
    )
    papers = [AskedPaper("", document.id, document.title.text) for document in known.documents[:2]]
    submitted: dict[str, Any] = {
        "procedure": {"id": known.id, "title": known.title.text},
        "service": {"name": known.service.name.text, "phone": _PHONE, "email": _EMAIL, "address": _AT},
        "applicant": _PERSON,
        "legal_date": (today - timedelta(days=3)).isoformat(),
        "site": {"name": _TOWN_HALL},
    }
    found = dict(values(submitted, _NUMBER, papers, (today + _WAIT).isoformat(), words))
    found[Blank.PAPERS] = found[Blank.PAPERS] or words.code("template-sample", "paper")
    return found


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
