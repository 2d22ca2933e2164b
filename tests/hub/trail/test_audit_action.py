"""Actions of the audit trail are stored by their words."""

import re

import pytest

from hub.trail.audit_action import AuditAction


@pytest.mark.parametrize("action", AuditAction)
def test_an_action_is_stored_as_a_plain_word(action: AuditAction) -> None:
    assert re.fullmatch("[a-z]+(-[a-z]+)*", action) and AuditAction(str(action)) is action
