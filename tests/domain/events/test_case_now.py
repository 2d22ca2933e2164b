"""What was corrected or brought later is what stands, and what was submitted stays as it was."""

from typing import Any

from kiosk.domain.events import case_now
from kiosk.domain.events.case_now import CorrectedAnswer, DocumentNow


def correction(field: str, shown: str, day: str, helper: str | None = "Nadia Roux") -> dict[str, Any]:
    return {"legal_date": day, "helper": helper, "corrections": [{"field": field, "label": "Copies", "shown": shown}]}


def supplement(day: str, *documents: dict[str, Any], helper: str = "Nadia Roux") -> dict[str, Any]:
    return {"legal_date": day, "helper": helper, "documents": list(documents)}


IDENTITY = {"id": "identity", "label": "Pièce d’identité", "state": "to_bring"}
HOME = {"id": "home", "label": "Justificatif de domicile", "state": "seen", "by": "Jean Petit"}


def test_the_newest_correction_of_a_question_stands_with_its_day() -> None:
    later = correction("copies", "4", "2026-11-26", helper=None)
    assert case_now.corrected([correction("copies", "3", "2026-11-25"), later]) == {
        "copies": CorrectedAnswer("4", "2026-11-26", "")
    }
    assert case_now.corrected([correction("", "La rue", "2026-11-25")]) == {}, "only words name the question"


def test_a_paper_that_came_is_no_longer_to_bring() -> None:
    """Review of the field, §4: the hub still listed the paper « À apporter » after the supplement."""
    came = supplement("2026-11-26", {**IDENTITY, "state": "seen"})
    assert case_now.documents({"documents": [IDENTITY, HOME]}, [came]) == [
        DocumentNow("Pièce d’identité", "seen", "Nadia Roux", "2026-11-26"),
        DocumentNow("Justificatif de domicile", "seen", "Jean Petit"),
    ]


def test_a_copy_that_came_later_brings_its_files() -> None:
    file = {"id": "f" * 32, "name": "carte.pdf"}
    came = supplement("2026-11-26", {**IDENTITY, "state": "joined", "attachments": [file]})
    (document,) = case_now.documents({"documents": [IDENTITY]}, [came])
    assert (document.state, document.by, document.attachments) == ("joined", "", (file,))


def test_what_is_promised_again_or_not_listed_changes_nothing() -> None:
    again, other = (
        supplement("2026-11-26", IDENTITY),
        supplement("2026-11-26", {"id": "", "label": "Une lettre", "state": "seen"}),
    )
    assert case_now.documents({"documents": [IDENTITY]}, [again, other]) == [
        DocumentNow("Pièce d’identité", "to_bring")
    ]
    assert case_now.documents({}, [other]) == []
