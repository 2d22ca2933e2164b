"""A box believes what its hub signed in answer to its own question by name, and nothing else."""

from datetime import UTC, datetime

import pytest

from kiosk.connectors.hub import named_cases
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.told.named_cases import AskedNamed
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of

QUESTION = AskedNamed(
    version=2,
    asked="a" * 32,
    site="SA",
    at=datetime(2026, 12, 2, 9, tzinfo=UTC),
    mediator="b" * 32,
    services=("etat-civil",),
    name="Benali",
)


def test_a_hub_that_knows_nobody_of_that_name_says_so_signed(linked: Box) -> None:
    told = named_cases.ask(hub_of(linked), QUESTION)
    assert (told.named, told.more) == ((), False)


def test_what_another_hub_signed_is_not_believed(linked: Box) -> None:
    hub = hub_of(linked)
    hub.verify_key = "0" * 64
    with pytest.raises(Unreachable, match="bad-signature"):
        named_cases.ask(hub, QUESTION)


def test_an_answer_to_another_question_is_not_believed(linked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = hub_of(linked).ask_signed
    answers = [named_cases.ask(hub_of(linked), QUESTION)]
    assert answers
    kept = {}

    def first(hub: Hub, path: str, message: object) -> object:
        kept.setdefault("answer", earlier(path, message))
        return kept["answer"]

    monkeypatch.setattr(Hub, "ask_signed", first)
    named_cases.ask(hub_of(linked), QUESTION)
    other = AskedNamed(**{name: getattr(QUESTION, name) for name in QUESTION.__struct_fields__} | {"asked": "c" * 32})
    with pytest.raises(Unreachable, match="bad-answer"):
        named_cases.ask(hub_of(linked), other)
