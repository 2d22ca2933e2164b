"""The newest code of a case alone counts, in whatever order they arrive; a decided case takes one, an erased not."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hub.decisions.decisions import decide
from hub.decisions.follow import find_by_code, find_by_receipt
from hub.hub import Hub
from hub.people.people import Staff
from hub.retention import erasure
from hub.store.schema import cases
from hub.trail import audit
from kiosk.crypto import keys
from kiosk.domain.proofs import receipt_proof
from kiosk.errors import Refused
from tests.hub.samples import FOLLOW_CODE, Box, Item
from tests.hub.screens.test_receipt import paper

NEW, NEWER = "ABCDEFGHJK", "LMNPQRSTUV"
SALT = "5a" * 16


def new_code(box: Box, made: Item, code: str = NEW, at: str = "2026-11-25", sequence: int = 2, **changes: Any) -> Item:
    own = {"follow_sha256": keys.token_hash(code), "salt": SALT, "shown": "passport", "why": "lost"}
    told = {"recorded_at": f"{at}T09:00:00.000000+00:00", **own, **changes}
    stream = made["stream"] if sequence > 1 else uuid4().hex
    return box.asked("new_code", made["reference"], stream, sequence, **told)


def opens(hub: Hub, made: Item, code: str) -> bool:
    try:
        return bool(find_by_code(hub.store, made["reference"], code))
    except Refused:
        return False


def test_the_old_code_is_dead_and_the_new_one_opens(hub: Hub, box: Box) -> None:
    made = box.submitted()
    event = new_code(box, made)
    assert box.outcomes(made, event) == ["acknowledged", "acknowledged"]
    assert [opens(hub, made, code) for code in (FOLLOW_CODE, NEW)] == [False, True]
    assert box.outcomes(event) == ["duplicate"] and opens(hub, made, NEW), "the same event again changes nothing"
    with pytest.raises(Refused, match="receipt-replaced"):
        find_by_receipt(hub, paper(made, box))
    with hub.store.reading() as connection:
        digest = connection.execute(select(cases.c.receipt_digest)).scalar_one()
    assert digest == receipt_proof.digest_of_code(keys.token_hash(NEW), SALT).hex()


def test_a_box_whose_clock_is_ahead_bars_nobody(hub: Hub, box: Box) -> None:
    made = box.submitted()
    box.send(made, new_code(box, made, NEW, "2099-01-01"))
    box.send(new_code(box, made, NEWER, "2098-01-01", sequence=3))
    assert [opens(hub, made, code) for code in (NEW, NEWER)] == [False, True]


def test_a_decided_case_takes_one_and_an_erased_one_does_not(hub: Hub, box: Box, paul: Staff) -> None:
    made = box.submitted()
    box.send(made)
    decide(hub, paul, made["reference"], "accepted", "", 0)
    assert box.outcomes(new_code(box, made)) == ["acknowledged"] and opens(hub, made, NEW)
    with hub.store.writing() as connection:
        erasure.erase(hub, connection, made["stream"], erasure.EXPIRED)
    assert box.outcomes(new_code(box, made, NEWER, sequence=3)) == ["rejected: closed-case"]


def test_the_trail_says_which_site_what_was_seen_and_why_and_no_code(hub: Hub, box: Box) -> None:
    made = box.submitted()
    box.send(made, new_code(box, made))
    (line,) = [line for line in audit.lines(hub.store) if line.action == "code-replaced"]
    assert (line.reference, line.detail) == (made["reference"], "SA passport lost")


def test_nobody_replaces_a_receipt_without_saying_what_was_seen(box: Box) -> None:
    for changes, place in [
        ({"shown": "his word"}, "body.shown"), ({"why": "bored"}, "body.why"),
        ({"follow_sha256": ""}, "body.follow_sha256"),
    ]:  # fmt: skip
        made = box.submitted()
        box.send(made)
        (answer,) = box.send(new_code(box, made, **changes))["answers"]
        assert (answer["code"], answer["detail"]) == ("bad-event", place)
