"""A town changes: its new numbers begin with a new code from a day on, and the old ones stay good."""

from dataclasses import replace
from datetime import date

import pytest

from hub.decisions.follow import find_by_code, find_by_receipt
from hub.sites.site_codes import succeed
from kiosk.domain.events.reference import site_of
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box, open_box
from kiosk.services.box.site_codes import code_on, codes
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.receipts import verify_receipt
from kiosk.settings import Settings, checked
from kiosk.store.cases import cases
from kiosk.store.events import outbox
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.services.conftest import opened

DAY = date(2027, 1, 1)
CHANGED = Settings(site_code="SA", new_site_code="VN", new_site_code_from="2027-01-01")


def test_the_code_changes_on_its_day_and_not_before() -> None:
    assert [code_on(CHANGED, day) for day in (date(2026, 12, 31), DAY, date(2030, 1, 1))] == ["SA", "VN", "VN"]
    assert code_on(replace(CHANGED, new_site_code_from=""), DAY) == "SA", "without its day nothing changes"
    assert codes(CHANGED) == {"SA", "VN"} and codes(Settings(site_code="SA")) == {"SA"}


def test_a_code_or_day_that_cannot_be_is_refused() -> None:
    for name, value in [("new_site_code", "vn"), ("new_site_code_from", "1er janvier")]:
        with pytest.raises(Refused) as refused:
            checked(name, value)
        assert refused.value.code == Refusal.BAD_SETTING


@pytest.fixture
def changed(linked: Box, watch: Watch) -> Box:
    """The box of a town that merged long ago; a case of before waits."""
    submitted(linked)
    settings = replace(linked.settings, new_site_code="VN", new_site_code_from="2020-01-01")
    return replace(linked, settings=settings)


def talk_all(box: Box) -> None:
    while talk(box, hub_of(box)).more:
        pass


def test_numbers_of_both_codes_arrive_and_are_found_and_both_receipts_are_genuine(
    changed: Box, central: Central
) -> None:
    succeed(central.hub.store, "SA", "VN", DAY)
    new = submitted(changed)
    talk_all(changed)
    (old,) = set(opened(central)) - {new.reference}
    assert (site_of(old), site_of(new.reference)) == ("SA", "VN") and not outbox.attention(changed.store.read())
    assert find_by_code(central.hub.store, new.reference, new.follow_code).reference == new.reference
    before = cases.submission_of(changed.store.read(), old)
    assert before is not None
    for case in (before, new):
        verdict, standing = find_by_receipt(central.hub, receipt_proof.text(case.proof))
        assert verdict.genuine and standing is not None and standing.reference == case.reference
        assert verify_receipt.report(changed, receipt_proof.text(case.proof)).code == "genuine"


def test_a_hub_that_was_not_told_takes_them_under_the_code_it_knows(changed: Box, central: Central) -> None:
    new = submitted(changed)
    talk_all(changed)
    made = cases.submission(changed.store.read(), new.case_id)
    assert made is not None and site_of(made.reference) == "SA"
    assert made.reference in opened(central) and not outbox.attention(changed.store.read())


def test_a_box_whose_town_changes_opens_as_before(settings: Settings, watch: Watch) -> None:
    box = open_box(replace(settings, new_site_code="VN", new_site_code_from="2020-01-01"), watch)
    set_up(box)
    assert site_of(submitted(box).reference) == "VN" and box.site.code == "SA"
    box.store.close()
