"""The document that an update promises."""

import msgspec
import pytest

from kiosk.domain.events.wire.replies import Given
from kiosk.domain.replies.given_document import promised

GIVEN = Given(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)


def test_it_is_read_as_the_hub_wrote_it() -> None:
    assert promised({"document": msgspec.to_builtins(GIVEN)}) == GIVEN


@pytest.mark.parametrize("said", [{}, {"document": None}, {"document": "x"}, {"document": {"id": "a" * 32}}])
def test_an_older_hub_promises_none_and_a_strange_one_neither(said: dict[str, object]) -> None:
    assert promised(said) is None
