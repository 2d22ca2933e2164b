"""Discard a draft."""

import pytest

from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import discard_draft
from kiosk.store.cases import cases
from kiosk.store.keys import wrapped_keys
from tests.gallery.site.gestures import answered

FRENCH = Preferences()
FORM_ID = "f" * 32


def test_a_discarded_draft_leaves_no_answer(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    discard_draft.discard(box, case_id, nadia)
    with pytest.raises(Refused):
        open_case(box, case_id, nadia)
    assert cases.drafts(box.store.read(), nadia.ring.services) == []
    assert not wrapped_keys.any_left(box.store.read(), case_id)
