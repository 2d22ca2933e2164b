"""The numbers a person compares after a backup came back."""

from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import discard_draft
from kiosk.store import contents
from tests.gallery.site.gestures import answered, submitted


def test_drafts_and_submitted_cases_are_counted_apart(box: Box, nadia: Actor) -> None:
    submitted(box)
    answered(box)
    discard_draft.discard(box, answered(box), nadia)
    db = box.store.read()
    assert (contents.submitted(db), contents.drafts(db)) == (1, 1)
    assert (contents.waiting(db), contents.attachments(db)) == (1, 0)
