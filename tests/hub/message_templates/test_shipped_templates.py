"""The templates that ship: one for each kind of answer, in every language, in plain words."""

from datetime import date

import pytest

from hub.message_templates.plain_advice import advice_of
from hub.message_templates.sample_case import shown_as
from hub.message_templates.shipped_templates import STATES, shipped
from kiosk.domain.replies.message_template import Blank, MessageTemplate, blanks_in, faults_of
from kiosk.words.languages import spoken


@pytest.mark.parametrize("template", shipped().values(), ids=list(shipped()))
def test_each_can_be_saved_is_plain_and_is_said_in_every_language(template: MessageTemplate) -> None:
    assert faults_of(template) == () and list(advice_of(template.words)) == []
    assert set(template.texts) == set(spoken())
    for language in template.texts:
        assert "XX" in shown_as(template, language, date(2026, 12, 1)), "the number is in it"


def test_there_is_one_for_each_kind_of_answer() -> None:
    assert [template.state for template in shipped().values()] == list(STATES)


def test_none_refuses_somebody_without_a_reason() -> None:
    """A refusal states its grounds (CRPA L. 211-2)."""
    assert Blank.TO_WRITE in blanks_in(shipped()["shipped-refused"].words)
