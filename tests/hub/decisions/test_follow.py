"""Who holds a receipt may know where the case stands; who guesses learns nothing."""

import pytest

from hub.decisions.follow import find_by_code, typed_code
from hub.hub import Hub
from kiosk.errors import Refused
from tests.hub.samples import FOLLOW_CODE, Box


def test_the_receipt_tells_where_the_case_stands(hub: Hub, box: Box) -> None:
    case, prepared = box.submitted(), box.prepared()
    box.send(case, prepared)
    result = find_by_code(hub.store, case["reference"], f"{FOLLOW_CODE[:5]}-{FOLLOW_CODE[5:]}".lower())
    assert (result.reference, result.state, result.prepared) == (case["reference"], "received", False)
    assert find_by_code(hub.store, prepared["reference"], FOLLOW_CODE).prepared


def test_a_wrong_code_a_wrong_number_and_no_number_are_answered_alike(hub: Hub, box: Box) -> None:
    case = box.submitted()
    box.send(case)
    unknown = box.submitted()["reference"]
    for reference, code in ((case["reference"], "AAAAAAAAAA"), (unknown, FOLLOW_CODE), ("bonjour", FOLLOW_CODE)):
        with pytest.raises(Refused, match="unknown-case"):
            find_by_code(hub.store, reference, code)


def test_a_code_is_read_as_people_type_it() -> None:
    assert typed_code(" 7kq2m–pxw4t ") == FOLLOW_CODE
