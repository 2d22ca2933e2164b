"""A box believes what its hub signed in answer to its own question by name, and nothing else."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from kiosk.connectors.hub import named_cases
from kiosk.connectors.hub.hub import Hub
from kiosk.connectors.hub.named_cases import Question
from kiosk.domain.events.wire.writing import Message
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of

QUESTION = Question("a" * 32, datetime(2026, 12, 2, 9, tzinfo=UTC), "b" * 32, ("etat-civil",), "Benali")


def test_a_hub_that_knows_nobody_of_that_name_says_so_signed(linked: Box) -> None:
    told = named_cases.ask(hub_of(linked), QUESTION)
    assert (told.named, told.more) == ((), False)


def test_what_another_hub_signed_is_not_believed(linked: Box) -> None:
    hub = hub_of(linked)
    hub.verify_key = "0" * 64
    with pytest.raises(Unreachable, match="bad-signature"):
        named_cases.ask(hub, QUESTION)


def test_an_answer_to_another_question_is_not_believed(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    asks, earlier = Hub.ask_signed, []

    def first(hub: Hub, path: str, message: Message) -> SignedStatement:
        earlier.append(asks(hub, path, message) if not earlier else earlier[0])
        return earlier[0]

    monkeypatch.setattr(Hub, "ask_signed", first)
    named_cases.ask(hub_of(linked), QUESTION)
    with pytest.raises(Unreachable, match="bad-answer"):
        named_cases.ask(hub_of(linked), replace(QUESTION, asked="c" * 32))
