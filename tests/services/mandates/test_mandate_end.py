"""A mandate ends by itself, and six years later nothing is left of it."""

from datetime import timedelta

from msgspec.structs import replace

from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandate_end, mandates
from kiosk.store.keys import wrapped_keys
from kiosk.store.mandates import mandates as store
from tests.conftest import Watch
from tests.gallery.site.mandated import DAY, DRAWN, TERMS, refused, use


def test_an_end_that_was_seen_is_not_undone_by_a_clock_put_back(box: Box, holder: Actor, watch: Watch) -> None:
    made = mandates.make(box, replace(TERMS, duration="SHORT"), DRAWN, holder)
    watch.wait(DAY)
    with refused("expired"):
        use(box, made.mandate.id, holder)
    mandates.recent(box, holder)
    lines = box.store.read().query("SELECT detail FROM journal WHERE action = 'mandate-expired'")
    assert [line["detail"] for line in lines] == [made.mandate.number]
    watch.jump(-DAY)
    box.watch.confirm(box.watch.today().day)
    with refused("expired"):
        use(box, made.mandate.id, holder)


def test_six_years_after_its_end_nothing_is_left(box: Box, holder: Actor, watch: Watch) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder)
    use(box, made.mandate.id, holder)
    watch.wait(timedelta(days=31 + 6 * 365))
    assert mandate_end.due(box) == 0
    watch.wait(timedelta(days=5))
    assert mandate_end.due(box) == 1
    assert store.get(box.store.read(), made.mandate.id) is None
    assert not wrapped_keys.any_left(box.store.read(), made.mandate.id)
    assert store.uses(box.store.read(), made.mandate.id) == []


def test_a_paper_that_nobody_signed_is_forgotten_after_a_day(box: Box, holder: Actor, watch: Watch) -> None:
    mandates.make(box, replace(TERMS, manner="paper"), None, holder)
    watch.wait(DAY)
    assert mandate_end.due(box) == 0
    watch.wait(DAY)
    assert mandate_end.due(box) == 1


def test_no_proof_is_destroyed_by_a_clock_that_went_mad(box: Box, holder: Actor, watch: Watch) -> None:
    mandates.make(box, TERMS, DRAWN, holder)
    watch.jump(timedelta(days=9 * 365))
    assert mandate_end.due(box) == 0
