"""A box believes what its hub signed in answer to its own question, and nothing else."""

import pytest

from kiosk.connectors.hub import whereabouts
from kiosk.connectors.hub.hub import Hub
from kiosk.connectors.hub.whereabouts import Question
from kiosk.domain.events.told.whereabouts import AskedWhereabouts
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from tests.gallery.site.central import Central

QUESTION = Question("a" * 32, reference="SA1001G", follow_sha256="0" * 64)


def test_a_hub_that_knows_no_such_case_says_so_signed(linked: Box) -> None:
    assert whereabouts.ask(hub_of(linked), QUESTION) is None


def test_what_another_hub_signed_is_not_believed(linked: Box, central: Central) -> None:
    hub = hub_of(linked)
    hub.verify_key = "0" * 64
    with pytest.raises(Unreachable, match="bad-signature"):
        whereabouts.ask(hub, QUESTION)


def test_an_answer_to_another_question_is_not_believed(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    other = AskedWhereabouts(version=2, asked="b" * 32)
    earlier = hub_of(linked).ask_signed("/api/v2/whereabouts", other)
    monkeypatch.setattr(Hub, "ask_signed", lambda *_: earlier)
    with pytest.raises(Unreachable, match="bad-answer"):
        whereabouts.ask(hub_of(linked), QUESTION)
