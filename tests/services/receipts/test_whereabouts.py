"""A terminal asks the hub for whoever holds a receipt; without it, the receipt says what it proves."""

import pytest

from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.receipts.whereabouts import Shown, ask
from kiosk.store.cases import cases
from kiosk.words.words import Words
from tests.gallery.site.gestures import submitted
from tests.services.conftest import reached_at


def square(box: Box, case_id: str) -> str:
    submission = cases.submission(box.store.read(), case_id)
    assert submission
    return receipt_proof.link("https://hub.example", submission.proof)


def test_a_square_is_asked_about_once_the_hub_has_the_case(linked: Box) -> None:
    case = submitted(linked)
    with pytest.raises(Refused, match="unknown-receipt"):
        ask(linked, Shown(square(linked, case.case_id)), Words())
    talk(linked, hub_of(linked))
    heard = ask(linked, Shown(square(linked, case.case_id)), Words())
    assert heard.news and heard.news.reference == case.reference and heard.title


def test_a_line_that_is_down_says_since_when(linked: Box) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    cut = reached_at(linked, url="http://127.0.0.1:9")
    heard = ask(cut, Shown(square(linked, case.case_id)), Words())
    assert (heard.news, heard.back and heard.back.verdict, heard.since is not None) == (None, "genuine", True)


@pytest.mark.parametrize(("number", "code"), [("bonjour", ""), ("x" * 60, ""), ("SA 1001 G", "12")])
def test_what_cannot_be_read_is_asked_of_nobody(box: Box, number: str, code: str) -> None:
    with pytest.raises(Refused):
        ask(box, Shown(number, code), Words())
