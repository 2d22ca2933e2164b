"""The codes of the errors: each is named as it is written, and each is raised; `test_words` asks for their words."""

import json
from enum import StrEnum

import pytest

from kiosk.error_codes import HubRefusal, LineFault, Refusal, Rejection
from scripts.source import raised_codes

ENUMERATIONS = (Refusal, HubRefusal, LineFault, Rejection)


@pytest.mark.parametrize("codes", ENUMERATIONS)
def test_a_member_is_named_as_its_code_is_written(codes: type[StrEnum]) -> None:
    assert not [code for code in codes if code.name != code.value.upper().replace("-", "_")]
    assert len(codes) == len(codes.__members__), "one code, one member"


@pytest.mark.parametrize("codes", ENUMERATIONS)
def test_every_code_is_raised_and_none_is_raised_that_is_not_listed(codes: type[StrEnum]) -> None:
    raised = {code for _, _, kind, code in raised_codes() if kind == codes.__name__}
    assert raised == {code.value for code in codes}


def test_a_code_is_written_as_its_text() -> None:
    """Into a page, a log line, an answer of the hub."""
    code = Refusal.WRONG_PIN
    assert (str(code), f"{code}", json.dumps({"code": code})) == ("wrong-pin", "wrong-pin", '{"code": "wrong-pin"}')
