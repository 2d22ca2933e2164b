"""What a command asks of a running box crosses as JSON and comes back the same; anything else is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations import OPERATIONS
from kiosk.operations.backup import Target
from kiosk.operations.operation import from_json, to_json
from kiosk.operations.printers import NewPrinter, Printer

some.register_type_strategy(Path, some.sampled_from([Path("/a/b"), Path("c")]))
for form in (Printer, NewPrinter):
    # A default that is made anew each time is no value of its own.
    some.register_type_strategy(form, some.builds(form, settings=some.dictionaries(some.text(), some.text())))


@settings(max_examples=20)
@given(some.data())
def test_whatever_a_command_asks_and_is_answered_crosses_to_a_running_box(data: some.DataObject) -> None:
    for operation in OPERATIONS:
        for form in (operation.details, operation.result):
            value = data.draw(some.from_type(form))
            assert from_json(form, json.loads(json.dumps(to_json(value)))) == value


@pytest.mark.parametrize("value", [None, [], "x", 1, {"path": 1}, {"path": "/a", "colour": 1}])
def test_what_is_not_asked_in_that_form_is_refused_without_being_repeated(value: object) -> None:
    with pytest.raises(Refused) as refused:
        from_json(Target, value)
    assert refused.value.code == Refusal.BAD_DETAILS
    assert "/a" not in str(refused.value.details)
