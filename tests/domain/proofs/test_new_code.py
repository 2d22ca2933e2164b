"""A lost receipt is replaced by who saw a paper; its code follows from what is kept, and from nothing that travels."""

import json
import re
from datetime import UTC, date, datetime

import pytest

from kiosk.clock import READABLE
from kiosk.crypto import keys
from kiosk.domain.events.withdrawal import follow_code
from kiosk.domain.places.site import Site
from kiosk.domain.proofs import new_code
from kiosk.domain.proofs.new_code import SHOWN, WHY, NewCode
from kiosk.errors import Refused

KEY, SALT = b"k" * 32, "5a" * 16
PLACE = {
    "event_id": "1" * 32, "stream": "2" * 32, "sequence": 2, "reference": "SA1042X", "site": Site("SA", "Saint-Aubin"),
    "day": date(2026, 12, 2), "at": datetime(2026, 12, 2, 9, tzinfo=UTC), "helper": "Nadia Roux",
}  # fmt: skip


def test_the_code_is_always_the_same_and_another_for_each_receipt_and_each_case() -> None:
    code = new_code.code_of(KEY, SALT, READABLE)
    assert new_code.code_of(KEY, SALT, READABLE) == code == follow_code(code) and re.fullmatch("[2-9A-Z]{10}", code)
    assert len({code, new_code.code_of(b"l" * 32, SALT, READABLE), new_code.code_of(KEY, "5b" * 16, READABLE)}) == 3


def test_the_event_bears_the_codes_hash_the_kind_of_paper_and_why_and_never_the_code() -> None:
    code = new_code.code_of(KEY, SALT, READABLE)
    given = NewCode(keys.token_hash(code), SALT, "passport", "lost")
    body = new_code.make_event(given, **PLACE).body
    assert code.encode() not in body
    said = json.loads(body)
    assert [said[name] for name in ("type", "shown", "why")] == ["new_code", "passport", "lost"]


def test_nobody_gets_a_code_on_their_word_alone() -> None:
    for shown, why, code in [
        ("", "lost", "not-identified"),
        ("his word", "lost", "not-identified"),
        ("other", "", "no-reason"),
    ]:
        with pytest.raises(Refused, match=code):
            new_code.check(shown, why)


def test_every_paper_and_every_reason_is_taken() -> None:
    for shown in SHOWN:
        for why in WHY:
            new_code.check(shown, why)
