"""A number of a training and a real one are never taken for each other."""

from dataclasses import replace

import pytest

from kiosk.domain.events.reference import EXAMPLE, mint, spoken
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.submitted import typed_reference


def test_each_is_read_where_it_is_of_and_refused_elsewhere(box: Box) -> None:
    trained = replace(box, training=True)
    for code, there, elsewhere, refusal in (
        ("SA", box, trained, "real-number"), ("BZ", box, trained, "real-number"),
        (EXAMPLE, trained, box, "example-number"),
    ):  # fmt: skip
        reference, _ = mint(code, 1000)
        assert typed_reference.read(there, f" {spoken(reference).lower()} ") == reference
        with pytest.raises(Refused) as refused:
            typed_reference.read(elsewhere, reference)
        assert refused.value.code == refusal


def test_what_is_no_number_is_refused_as_ever(box: Box) -> None:
    for typed, refusal in (("bonjour", "not-a-reference"), ("SA 1042 2", "mistyped-reference")):
        with pytest.raises(Refused) as refused:
            typed_reference.read(box, typed)
        assert refused.value.code == refusal
