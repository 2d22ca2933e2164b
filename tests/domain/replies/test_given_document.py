"""The document that an update promises."""

import msgspec

from kiosk.domain.events.wire.replies import Given
from kiosk.domain.replies.given_document import promised

GIVEN = Given(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)


def test_it_is_read_as_the_hub_wrote_it() -> None:
    assert promised({"document": msgspec.to_builtins(GIVEN)}) == GIVEN


def test_an_older_hub_promises_none_and_a_strange_one_neither() -> None:
    for said in [{}, {"document": None}, {"document": "x"}, {"document": {"id": "a" * 32}}]:
        assert promised(said) is None
