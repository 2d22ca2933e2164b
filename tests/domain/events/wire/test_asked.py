"""What an update says of one paper asked for."""

import msgspec
import pytest

from kiosk.domain.events.wire.asked import Asked
from kiosk.domain.replies.asked_paper import read_asked


def test_what_is_written_is_read_by_a_box() -> None:
    asked = Asked(id="a" * 32, document="", label="La page 3 du bail")
    (paper,) = read_asked({"asked": [msgspec.to_builtins(asked)]})
    assert (paper.id, paper.document, paper.label) == ("a" * 32, "", "La page 3 du bail")


def test_it_has_an_id_of_its_own() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "identity", "document": "identity", "label": "…"}, Asked)
