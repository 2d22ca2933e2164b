"""The document of a decision is opened by its service once all of it has come (`exchange/test_fetch_documents`)."""

import msgspec
import pytest

from kiosk.domain.events.wire.replies import Given
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE
from kiosk.services.box.box import Box
from kiosk.services.papers import given_document

GIVEN = Given(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)
SAID = {"id": "c" * 32, "document": msgspec.to_builtins(GIVEN)}


def test_an_update_says_what_is_to_come_before_it_is_here(box: Box) -> None:
    shown = given_document.of_update(box.store.read(), SAID)
    assert shown and (shown.given, shown.is_here) == (GIVEN, False)
    assert given_document.of_update(box.store.read(), {"id": "c" * 32}) is None


def test_what_is_not_expected_is_not_opened(box: Box) -> None:
    with pytest.raises(Refused, match="nothing-to-print"):
        given_document.opened(box, SAID, NO_ONE)
