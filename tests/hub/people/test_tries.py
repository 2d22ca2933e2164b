"""Wrong passphrases and codes are one count, and it outlives whatever a browser forgets."""

from hub.hub import Hub
from hub.people.people import MOST_TRIES, Staff, by_id, count_try, record_wrong, reset_tries, uncount_try
from hub.trail import audit
from hub.trail.audit_action import AuditAction


def test_a_right_passphrase_takes_back_its_own_try_only(hub: Hub, lea: Staff) -> None:
    for _ in range(3):
        count_try(hub, lea.id)
    uncount_try(hub, lea.id)
    assert by_id(hub.store, lea.id).failures == 2
    reset_tries(hub, lea.id)
    uncount_try(hub, lea.id)
    assert by_id(hub.store, lea.id).failures == 0


def test_the_trail_says_when_somebody_is_locked(hub: Hub, lea: Staff) -> None:
    for _ in range(MOST_TRIES):
        count_try(hub, lea.id)
        record_wrong(hub, lea.id, AuditAction.WRONG_CODE)
    pairs = [(line.action, line.about) for line in audit.lines(hub.store)]
    assert pairs == [("locked", lea.id), *[("wrong-code", lea.id)] * MOST_TRIES]
