"""Actions of the journal are stored by their words, which are those of the context `journal`."""

import re

from kiosk.domain.trail.journal_action import JournalAction


def test_an_action_is_stored_as_a_plain_word() -> None:
    for action in JournalAction:
        assert re.fullmatch("[a-z]+(-[a-z]+)*", action) and JournalAction(str(action)) is action
