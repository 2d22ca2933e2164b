"""A box that was off for a year comes back: what waits arrives, what was said comes down, nothing is destroyed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest

from hub import publications as at_hub
from hub import retention as hub_retention
from hub.intake.updates import send_update
from hub.keyring import rotate_sealing_key
from hub.secrets.vault import unwrap_lock
from hub.sites.sites import invite, revoke_site
from hub.store.schema import case_key
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import UpdateKind
from kiosk.domain.events.wire.statements import StateUpdate
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import enrol, send_events
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.published import follow
from kiosk.services.receipts import verify_receipt
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store import cases, outbox, publications, updates
from tests.gallery.site.authority import Authority, packed
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central, new_site
from tests.gallery.site.gestures import answered, helped, submitted, supplemented
from tests.services.conftest import another_box, held, opened, say
from tests.services.published.test_publishing import revoking, setting

YEAR = timedelta(days=365)
SAID = 400


@contextmanager
def back_again(settings: Settings, clock: Watch) -> Iterator[Box]:
    box = open_box(settings, clock)
    try:
        yield box
    finally:
        box.store.close()


@pytest.fixture
def before(linked: Box, central: Central) -> dict[str, str]:
    taken = submitted(linked).reference
    SyncLoop(linked).talk()
    say(central, taken, "in_progress")
    unsent = submitted(linked)
    supplemented(linked, taken)
    left = {"taken": taken, "unsent": unsent.reference, "stream": unsent.case_id, "draft": answered(linked)}
    linked.store.close()
    return left


def a_year_at_the_hub(central: Central, watch: Watch, reference: str) -> None:
    for _ in range(2):
        watch.ahead.append(YEAR / 2)
        rotate_sealing_key(central.hub.store, central.hub.ring, watch)
    new_site(central, "BZ", "Mairie de Bruz")
    revoke_site(central.hub.store, "BZ", watch)
    with central.hub.store.writing() as connection:
        row = connection.execute(case_key.select()).one()
        lock = unwrap_lock(central.hub.ring, row.case_id, row.wrapped)
        for at in range(SAID):
            of = partial(
                StateUpdate,
                id=watch.new_id(),
                reference=reference,
                kind=UpdateKind.STATE,
                state=CaseState.IN_PROGRESS,
                message=f"{at}",
                at=watch.now(),
                by="état civil",
            )
            send_update(connection, ["SA"], row.case_id, lock, of)


def caught_up(box: Box) -> SyncLoop:
    loop = SyncLoop(box)
    for _ in range(12):
        if loop.once():
            break
    assert loop.line.connected, loop.line.reason
    return loop


def test_a_box_off_for_a_year_catches_up(
    central: Central, settings: Settings, watch: Watch, before: dict[str, str]
) -> None:
    a_year_at_the_hub(central, watch, before["taken"])
    assert hub_retention.erase_expired_cases(central.hub) == 0, "words that this box has not fetched wait for it"
    with back_again(settings, watch) as box:
        # its date is doubted: nothing is destroyed before the hub has said it
        assert retention.destroy_expired_data(box) == 0
        assert cases.read_case_state(box.store.read(), before["draft"]) is not None
        caught_up(box)
        assert box.watch.today().certain, "the hub has confirmed the date"
        assert outbox.read_unsent_summary(box.store.read())[0] == 0, "what was sealed to a key of then is still opened"
        assert sorted(opened(central)) == sorted([before["taken"], before["unsent"]])
        assert ("SA", "supplement", before["taken"]) in held(central)
        said = updates.select_updates(box.store.read(), before["taken"])
        assert len(said) == 1 + SAID
        assert [update.id for update in said] == [
            row for (row,) in box.store.read().conn.execute("SELECT id FROM updates ORDER BY cursor")
        ], "in the order of the hub"
        enrolled, known = box.enrolment(), verify_receipt.kept_list(box)
        assert enrolled is not None
        assert enrolled.seal_key.hex() == central.seal_key
        assert known is not None
        assert known.at is not None
        assert abs(known.at - watch.now()) < timedelta(hours=1)
        retention.destroy_expired_data(box)
        # nobody has read them yet
        assert all(update.body for update in updates.select_updates(box.store.read(), before["taken"]))
        assert box.store.read().table("events").count_where("stream = ?", [before["stream"]]) == 1


@pytest.mark.parametrize("off_by", [-YEAR, 9 * YEAR], ids=["still-at-then", "ten-years-ahead"])
def test_a_box_whose_clock_is_wrong_catches_up_and_destroys_nothing(
    central: Central, settings: Settings, watch: Watch, before: dict[str, str], off_by: timedelta
) -> None:
    a_year_at_the_hub(central, watch, before["taken"])
    wrong = Watch(ahead=[*watch.ahead, off_by])
    with back_again(settings, wrong) as box:
        caught_up(box)
        assert outbox.read_unsent_summary(box.store.read())[0] == 0
        assert len(updates.select_updates(box.store.read(), before["taken"])) == 1 + SAID
        assert box.watch.waits(), "the date differs from the hub's: nothing is destroyed"
        assert retention.destroy_expired_data(box) == 0
        assert cases.read_case_state(box.store.read(), before["draft"]) is not None


def test_nothing_unsent_is_destroyed_while_the_place_went_to_another_box(
    central: Central, settings: Settings, watch: Watch, before: dict[str, str]
) -> None:
    """The town hall took a spare machine meanwhile; this one is refused, says so, and is enrolled with a new code."""
    watch.ahead.append(YEAR)
    code = invite(central.hub, "SA")
    spare = Settings(data=settings.data.parent / "spare", site_code="SA", site_name="Mairie de Saint-Aubin")
    with back_again(spare, watch) as box:
        enrol.enrol_at_hub(box, central.url, code)
    with back_again(settings, watch) as box:
        loop = SyncLoop(box)
        for _ in range(3):
            with pytest.raises(Unreachable, match=LineFault.HUB_REFUSES):
                loop.talk()
        assert box.hub_line.refuses
        box.watch.confirm(box.watch.today().day)
        retention.destroy_expired_data(box)
        waiting = outbox.read_unsent_summary(box.store.read())[0]
        assert waiting == 2, "whatever its age"
        enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
        send_events.reseal_waiting_events(box, helped(box).ring)
        caught_up(box)
        assert outbox.read_unsent_summary(box.store.read())[0] == 0
        assert before["unsent"] in opened(central)


def test_a_receipt_of_a_site_revoked_meanwhile_is_judged_by_the_list_of_today(
    central: Central, settings: Settings, watch: Watch, before: dict[str, str]
) -> None:
    with another_box(settings.data.parent / "bruz", central, "BZ", "Mairie de Bruz"):
        watch.ahead.append(YEAR)
        revoke_site(central.hub.store, "BZ", watch)
    with back_again(settings, watch) as box:
        caught_up(box)
        known = verify_receipt.kept_list(box)
        assert known is not None
        assert [key.site for key in known.keys if key.revoked] == ["BZ"]


def test_what_was_published_meanwhile_comes_through_every_root_in_between(
    central: Central, settings: Settings, watch: Watch, before: dict[str, str]
) -> None:
    """Three lists, two changes of the people who sign, a withdrawn procedure and a newer version of another."""
    first, second = Authority(), Authority(until=(watch.now() + YEAR).date() + timedelta(days=90))
    with back_again(settings, watch) as box:
        follow.trust_given_root(box, first.root())
    version = changed("census-at-16", box)
    at_hub.take_publication(central.hub, first.bundle(1, version))
    watch.ahead.append(YEAR)
    files = revoking("procedure", "birth-certificate") | changed("census-at-16", box, "Deuxième version")
    rotated = [first.root(), second.root(2, *first.seeds)]
    at_hub.take_publication(central.hub, packed(rotated, [second.list(2, files)], files))
    third = files | setting("speech", "off")
    at_hub.take_publication(central.hub, packed([], [second.list(3, third)], third))
    with back_again(settings, watch) as box:
        caught_up(box)
        offered = box.offered.get("census-at-16")
        assert offered is not None
        assert offered.title.text == "Deuxième version"
        assert box.offered.get("birth-certificate") is None
        assert [change.list_number for change in publications.select_setting_changes(box.store.read())] == [3]
        assert publications.read_follow_progress(box.store.read()).code == ""


def changed(procedure: str, box: Box, title: str = "Première version") -> dict[tuple[str, str], bytes]:
    shipped = box.live_catalogue.shipped.get(procedure)
    assert shipped is not None
    file = shipped.file.replace(shipped.title.text.encode(), title.encode(), 1)
    return {("procedure", f"{procedure}.yaml"): file}
