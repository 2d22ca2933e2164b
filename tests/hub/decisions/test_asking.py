"""What a request asks for, from the documents that were ticked and the lines that were written."""

from itertools import count
from typing import Any

import pytest

from hub.decisions.asking import LONGEST_LABEL, MOST_ASKED, Asking, askable, papers
from hub.hub import Hub
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box

SUBMITTED: dict[str, Any] = {
    "documents": [
        {"id": "identity", "label": "Une pièce d’identité", "state": "to_bring"},
        {"id": "home", "label": "Un justificatif de domicile", "state": "to_bring"},
        {"id": "", "label": "Sans nom", "state": "seen"},
    ]
}


def asked(*documents: str, others: str = "") -> list[tuple[str, str]]:
    numbers = count()
    made = papers(Asking(documents, others), SUBMITTED, lambda: f"{next(numbers):032x}")
    assert len({paper.id for paper in made}) == len(made)
    return [(paper.document, paper.label) for paper in made]


def test_papers_come_in_the_order_of_the_case_then_as_they_were_written() -> None:
    assert asked("home", "identity", others="  La page 3\tdu bail \r\n\r\nUne photo\nUne photo") == [
        ("identity", "Une pièce d’identité"),
        ("home", "Un justificatif de domicile"),
        ("", "La page 3 du bail"),
        ("", "Une photo"),
    ]
    assert asked() == [] and not Asking(others=" \n") and Asking(("home",))


def test_only_documents_of_the_case_are_ticked() -> None:
    assert askable(SUBMITTED) == [("identity", "Une pièce d’identité"), ("home", "Un justificatif de domicile")]
    with pytest.raises(Refused, match="paper-not-listed"):
        asked("passport")


def test_a_request_has_an_end() -> None:
    with pytest.raises(Refused, match="too-many-papers"):
        asked(others="\n".join(f"Pièce {number}" for number in range(MOST_ASKED + 1)))
    with pytest.raises(Refused, match="paper-too-long"):
        asked(others="x" * (LONGEST_LABEL + 1))


def test_papers_are_ticked_or_written_one_a_line(instructor: Browser, hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    asked = {"papers_by": in_a_month(hub), "asked": ["identity"]}
    instructor.decide(sent["reference"], "incomplete", **asked, others="x" * 201)
    assert instructor.status == 422 and "deux cents caractères" in instructor.text
    instructor.decide(sent["reference"], "incomplete", **asked, others="La page 3 du bail")
    assert instructor.status == 200, instructor.text
    assert "La page 3 du bail" in instructor.text
