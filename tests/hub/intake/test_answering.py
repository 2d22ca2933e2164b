"""A batch is answered item by item, each answer signed by itself."""

from hub.hub import Hub
from hub.intake.answering import answer_items
from hub.sites import sites
from kiosk.crypto import keys
from kiosk.domain.events.wire.answers import Acknowledged, Duplicate, Refused
from kiosk.domain.proofs import signed_refusal
from tests.hub.samples import Box


def test_each_answer_verifies_by_itself_and_again_later(hub: Hub, box: Box) -> None:
    signers = sites.signers(hub.store, "SA")
    items = [box.sealed(box.submitted()), {"id": "5" * 32}]
    taken, refused = answer_items(hub, "SA", items, signers)
    assert isinstance(taken, Acknowledged) and isinstance(refused, Refused)
    assert keys.verified(hub.verify_key, taken.statement.encode(), bytes.fromhex(taken.signature))
    entry = {"statement": refused.statement, "signature": refused.signature}
    assert signed_refusal.read(entry, hub.verify_key, items[1], "SA") == ("bad-event", "stream")
    [again] = answer_items(hub, "SA", items[:1], signers)
    assert again == Duplicate(id=taken.id, statement=taken.statement, signature=taken.signature)
