"""A terminal asks the hub for whoever holds a receipt; without it, the receipt says what it proves."""

from kiosk.domain.proofs import receipt_proof
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


def test_a_line_that_is_down_says_since_when(linked: Box) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    cut = reached_at(linked, url="http://127.0.0.1:9")
    heard = ask(cut, Shown(square(linked, case.case_id)), Words())
    assert (heard.news, heard.back and heard.back.verdict, heard.since is not None) == (None, "genuine", True)
