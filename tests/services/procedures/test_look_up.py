"""A procedure is looked up in this town hall's catalogue, or refused in words."""

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.procedures.look_up import procedure_of
from tests.services.conftest import fault_of


def test_a_procedure_is_found_by_its_id(box: Box) -> None:
    assert procedure_of(box, "birth-certificate").id == "birth-certificate"


def test_a_procedure_that_is_not_offered_is_refused(box: Box) -> None:
    with pytest.raises(Refused) as refused:
        procedure_of(box, "no-such-thing")
    assert fault_of(refused) == Refusal.NO_SUCH_PROCEDURE
