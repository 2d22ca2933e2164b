"""A case that looks like a real one, for whoever writes a template to read it as a person will."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from hub.message_templates.case_values import values
from kiosk.catalogue.define.catalogue import open_catalogue
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
    known = procedures().get(template.procedure) or next(
        (other for other in procedures().values() if other.documents and template.service in ("", other.service.id)),
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
