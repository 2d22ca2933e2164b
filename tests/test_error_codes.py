"""The codes of the errors: each is named as it is written, and each is raised; `test_words` asks for their words."""

from enum import StrEnum

import pytest

from kiosk.error_codes import HubRefusal, LineFault, Refusal, Rejection
from scripts.source import raised_codes

ENUMERATIONS = (Refusal, HubRefusal, LineFault, Rejection)


@pytest.mark.parametrize("codes", ENUMERATIONS)
def test_every_code_is_raised_and_none_is_raised_that_is_not_listed(codes: type[StrEnum]) -> None:
    raised = {code for _, _, kind, code in raised_codes() if kind == codes.__name__}
    assert raised == {code.value for code in codes}
