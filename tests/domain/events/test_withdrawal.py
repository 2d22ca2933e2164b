"""A person takes back what they asked."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.clock import READABLE
from kiosk.domain.events.event import ENDED, EventType, canonical
from kiosk.domain.events.withdrawal import CONFIRMED, Withdrawal, follow_code, make_event
from kiosk.domain.places.site import Site
from kiosk.errors import Refused

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
CODE = "7KQ2MPXW4T"


def test_the_body_is_what_the_wire_says() -> None:
    event = make_event(
        Withdrawal("citizen", "touch", " J’ai déménagé. "), event_id="e" * 32, stream="s" * 32, sequence=2,
        reference="SA1001G", site=Site("SA", "Saint-Aubin"), day=date(2026, 11, 30), at=NOON, helper="Nadia Roux",
    )  # fmt: skip
    assert json.loads(event.body) == {
        "version": 1, "type": "withdrawal", "id": "e" * 32, "stream": "s" * 32, "sequence": 2,
        "site": {"code": "SA", "name": "Saint-Aubin"}, "reference": "SA1001G", "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00", "legal_date": "2026-11-30", "helper": "Nadia Roux",
        "message": "J’ai déménagé.", "confirmation": {"by": "citizen", "how": "touch"}, "follow_sha256": "",
    }  # fmt: skip
    assert event.body == canonical(json.loads(event.body))
    assert event.type == EventType.WITHDRAWAL and "withdrawn" in ENDED


@pytest.mark.parametrize("by", ["citizen", "alone", "mandate", ""])
@pytest.mark.parametrize("how", ["touch", "spoken", ""])
@pytest.mark.parametrize("follow", ["", "f" * 64])
def test_nobody_withdraws_for_somebody_else_and_who_is_alone_proves_it(by: str, how: str, follow: str) -> None:
    if (by, how) in CONFIRMED and bool(follow) == (by == "alone"):
        assert Withdrawal(by, how, "", follow).by == by
    else:
        with pytest.raises(ValueError, match="nobody withdraws so"):
            Withdrawal(by, how, "", follow)


@given(some.text(READABLE, min_size=10, max_size=10), some.sampled_from([" ", "-", "–", ""]))
def test_a_code_is_read_however_it_is_typed(code: str, between: str) -> None:
    assert follow_code(f" {code[:5]}{between}{code[5:].lower()} ") == code


@pytest.mark.parametrize("typed", ["", "7KQ2MPXW4", "7KQ2MPXW4TT", "0OI1MPXW4T", "é" * 10, "A" * 200])
def test_what_is_no_code_is_told_so(typed: str) -> None:
    with pytest.raises(Refused, match="not-a-follow-code"):
        follow_code(typed)
