"""A procedure that an authority withdraws is not begun any more, and a revoked key proves nothing."""

import json
from datetime import date

from kiosk.crypto import keys
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Box, open_box
from kiosk.services.receipts import verify_receipt
from kiosk.store.events import counters
from kiosk.store.published import publications, revocations
from tests.gallery.site.authority import Authority, Files
from tests.gallery.site.gestures import answered, helped, submitted
from tests.gallery.site.taking import proof_of, taken

WITHDRAWN = "birth-certificate"


def revoking(what: str, id_: str) -> Files:
    content = {"revokes": what, "id": id_, "since": "2026-11-27", "why": {"fr": "Le texte a changé."}}
    return {("revocation", f"{what}.json"): json.dumps(content).encode()}


def test_a_withdrawn_procedure_is_offered_no_more_and_what_was_begun_can_be_finished(box: Box) -> None:
    authority, draft = Authority(), answered(box)
    taken(box, authority, 1, revoking("procedure", WITHDRAWN))
    assert box.offered.get(WITHDRAWN) is None
    assert box.catalogue.get(WITHDRAWN) is not None, "cases that exist are still shown"
    assert open_case(box, draft, helped(box)).procedure.id == WITHDRAWN
    assert revocations.every(box.store.read())[0].why_in("ar") == "Le texte a changé.", "in French for want of Arabic"


def test_the_same_list_again_changes_nothing_and_one_without_it_offers_it_again(box: Box) -> None:
    authority = Authority()
    for _ in range(2):
        taken(box, authority, 1, revoking("procedure", WITHDRAWN))
        assert box.offered.get(WITHDRAWN) is None
    taken(box, authority, 2, {})
    assert box.offered.get(WITHDRAWN) is not None


def test_it_stays_withdrawn_over_a_restart(box: Box) -> None:
    taken(box, Authority(), 1, revoking("procedure", WITHDRAWN))
    box.store.close()
    again = open_box(box.settings, box.clock)
    try:
        assert again.offered.get(WITHDRAWN) is None
    finally:
        again.store.close()


def test_a_receipt_by_a_key_that_is_revoked_is_no_proof(box: Box) -> None:
    submitted(box)
    text = proof_of(box)
    assert verify_receipt.verify(box, text).verdict.code == "genuine"
    taken(box, Authority(), 1, revoking("key", keys.verify_key(box.site_seed)))
    judged = verify_receipt.verify(box, text).verdict
    assert (judged.code, judged.by and judged.by.revoked) == ("revoked", date(2026, 11, 27))


def test_a_revocation_that_cannot_be_read_leaves_what_was_revoked(box: Box) -> None:
    authority = Authority()
    taken(box, authority, 1, revoking("procedure", WITHDRAWN))
    taken(box, authority, 2, {("revocation", "x.json"): b'{"revokes": "everything"}'})
    assert box.offered.get(WITHDRAWN) is None
    assert [fault.kind for fault in publications.faults(box.store.read())] == ["revocation"]
    assert counters.value(box.store.read()) == 1_000
