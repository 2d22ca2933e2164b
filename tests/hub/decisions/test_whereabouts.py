"""Whoever holds a receipt is told where their case is; the service's own words need the birth date too."""

import pytest

from hub.decisions.asking import Asking
from hub.decisions.decisions import decide
from hub.decisions.whereabouts import tell
from hub.hub import Hub
from hub.people.people import Staff
from kiosk.domain.replies import case_news
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box, Item


@pytest.fixture
def asked(hub: Hub, box: Box, paul: Staff) -> Item:
    made = box.submitted()
    box.send(made)
    decide(hub, paul, made["reference"], "incomplete", "Il manque le livret.", 0, in_a_month(hub))
    return made


def test_what_was_withdrawn_has_no_words_any_more(hub: Hub, box: Box, asked: Item) -> None:
    box.send(box.withdrawal(asked["reference"], asked["stream"], 2))
    told = tell(hub, asked["stream"], "", "1945-03-02")
    assert (told.locked, told.withdrawn is not None) == (False, True)


def test_papers_of_the_procedure_are_named_to_whoever_holds_the_receipt_and_free_words_are_not(
    hub: Hub, box: Box, paul: Staff
) -> None:
    made = box.submitted()
    box.send(made)
    papers = Asking(("family",), "Lettre de Paul")
    decide(hub, paul, made["reference"], "incomplete", "", 0, in_a_month(hub), papers)
    told = tell(hub, made["stream"], "")
    assert ([paper.label for paper in told.papers], told.unanswered) == (["Livret de famille"], 2)
    assert [paper.label for paper in tell(hub, made["stream"], "", "1945-03-02").papers][1] == "Lettre de Paul"
    documents = [{"id": "family", "label": "Livret de famille", "state": "seen"}]
    box.send(box.supplement(made["reference"], made["stream"], 2, documents=documents))
    told = tell(hub, made["stream"], "")
    assert (told.papers, told.unanswered, case_news.read(told).line.asks) == ((), 1, True)
