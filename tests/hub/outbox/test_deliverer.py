"""Deliveries to a receiver with faults, beside a hub that serves: none lost, none under a second id."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub import retention
from hub.hub import Hub
from hub.outbox.deliverer import LEASE_S, Deliverer, Loops, begin_parcels, lease_destination, release
from hub.outbox.outbox import Destination, DestinationStanding, list_destination_standings
from hub.settings import HubSettings
from hub.store.opening import Store
from hub.store.schema import cases
from kiosk.connectors.connector import DeliveryParcel
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Refused, Unreachable
from tests.hub.conftest import Watch
from tests.hub.outbox.conftest import Drop, deliverer
from tests.hub.samples import Box
from tests.soon import soon


class Other:
    """A receiver that does what the test says, one thing a parcel, and then takes everything."""

    most = 1
    channel: NoticeChannel | None = None

    def __init__(self, *does: LineFault | Unreachable | None) -> None:
        self._does: Iterator[LineFault | Unreachable | None] = iter(does)
        self.told: list[tuple[str, str, bool]] = []

    def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
        [one] = parcel.deliveries
        self.told.append((one.reference, one.type.value, one.tried))
        answer = next(self._does, None)
        if isinstance(answer, Unreachable):
            raise answer
        return answer


def to(hub: Hub, other: Other, who: str = "a" * 32) -> Deliverer:
    connector: Any = other
    return Deliverer(hub, Destination("dept", "Le Département", (), connector), who)


def standing(hub: Hub) -> DestinationStanding:
    [one] = list_destination_standings(hub)
    return one


@pytest.fixture
def two(box: Box) -> list[str]:
    references = []
    for _ in range(2):
        sent = box.submitted()
        box.send(sent, box.supplement(sent["reference"], sent["stream"], 2))
        references.append(sent["reference"])
    return references


def test_everything_arrives_in_order_and_nothing_is_left(hub: Hub, two: list[str]) -> None:
    other = Other()
    assert to(hub, other).run() == 4
    assert [row[:2] for row in other.told if row[0] == two[0]] == [(two[0], "submitted"), (two[0], "supplement")]
    one = standing(hub)
    assert (one.waiting, one.fault) == (0, "") and one.delivered_at
    assert to(hub, other).run() == 0, "once"


def test_a_receiver_that_is_away_is_tried_again_and_told_it_may_know(hub: Hub, two: list[str], watch: Watch) -> None:
    other = Other(Unreachable(LineFault.RECEIVER_AWAY))
    assert to(hub, other).run() == 0 and len(other.told) == 1, "the others are not tried in vain"
    one = standing(hub)
    assert (one.waiting, one.fault) == (4, "receiver-away") and one.retry_at
    watch.ahead.append(one.retry_at - watch.now())
    assert to(hub, other).run() == 4
    assert other.told[1] == (two[0], "submitted", True), "an earlier try may have arrived"
    assert standing(hub).fault == ""


def test_a_receiver_that_asks_for_time_gets_it(hub: Hub, two: list[str], watch: Watch) -> None:
    begun = watch.now()
    to(hub, Other(Unreachable(LineFault.RECEIVER_BUSY, after_s=1234.0))).run()
    wait = standing(hub).retry_at
    assert wait is not None and 1230 < (wait - begun).total_seconds() < 1300


def test_pauses_grow_to_five_minutes_and_never_end(hub: Hub, two: list[str], watch: Watch) -> None:
    longest = 0.0
    for _ in range(30):
        to(hub, Other(Unreachable(LineFault.RECEIVER_REFUSES))).run()
        retry_at = standing(hub).retry_at
        if retry_at is None:  # so short a pause that it is over
            continue
        wait = (retry_at - watch.now()).total_seconds()
        longest = max(longest, wait)
        watch.ahead.append(retry_at - watch.now())
    assert 20 < longest <= 300
    assert to(hub, Other()).run() == 4


def test_what_is_not_taken_is_for_a_person_and_holds_its_own_case_back(hub: Hub, two: list[str]) -> None:
    other = Other(LineFault.NOT_TAKEN)
    assert to(hub, other).run() == 2
    assert [row[:2] for row in other.told] == [
        (two[0], "submitted"), (two[1], "submitted"), (two[1], "supplement"),
    ]  # fmt: skip
    assert (standing(hub).waiting, standing(hub).attention, standing(hub).fault) == (2, 1, "")


def test_a_receiver_that_breaks_at_one_case_still_gets_the_others(hub: Hub, two: list[str]) -> None:
    """A delivery that makes the other side fall over every time must not stop all that wait behind it."""
    other = Other(Unreachable(LineFault.RECEIVER_BROKEN))
    assert to(hub, other).run() >= 2
    assert [row[:2] for row in other.told][:3] == [(two[0], "submitted"), (two[1], "submitted"), (two[1], "supplement")]


def test_a_receiver_that_breaks_at_everything_is_left_alone(hub: Hub, box: Box) -> None:
    box.send(*(box.submitted() for _ in range(10)))
    other = Other(*[Unreachable(LineFault.RECEIVER_BROKEN) for _ in range(10)])
    assert to(hub, other).run() == 0 and len(other.told) == 5
    assert standing(hub).fault == "receiver-broken"


def test_two_processes_do_not_deliver_at_once(hub: Hub, two: list[str]) -> None:
    class Nested(Other):
        def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
            assert to(hub, Other(), "b" * 32).run() == 0
            return super().deliver(parcel)

    assert to(hub, Nested()).run() == 4


def test_a_process_that_is_told_to_stop_ends_after_what_it_holds(hub: Hub, two: list[str]) -> None:
    other, asked = Other(), iter([False, False, True, True, True])
    assert to(hub, other).run(lambda: next(asked)) == 1
    assert to(hub, Other(), "b" * 32).run() == 3, "and lets another go on at once"


def test_what_is_erased_while_it_waits_is_not_told_and_its_erasure_is(hub: Hub, drop: Drop, two: list[str]) -> None:
    """A try began: the receiver may know of the case, whatever its answer was."""
    lease_destination(hub.store, "dept", "a" * 32, hub.clock.now(), 60)
    begin_parcels(hub.store, "dept", hub.clock.now(), 1)
    with hub.store.writing() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.reference == two[0])).scalar_one()
        retention.erase_case_contents(hub, connection, case_id, retention.EXPIRED)
    deliverer(hub).run()
    assert [row["type"] for row in drop.rows if row["reference"] == two[0]] == ["erased"]
    assert [row["type"] for row in drop.rows if row["reference"] == two[1]] == ["submitted", "supplement"]


def test_the_source_names_the_hub(hub: Hub, box: Box, drop: Drop) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    object.__setattr__(hub, "settings", replace(hub.settings, address="https://hub.example"))
    box.send(box.submitted())
    deliverer(hub).run()
    assert [row["source"] for row in drop.rows] == [f"urn:parvis:hub:{hub.ring.verify_key}", "https://hub.example"]


def test_a_hub_s_log_names_no_one(hub: Hub, two: list[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    to(hub, Other(LineFault.NOT_TAKEN, Unreachable(LineFault.RECEIVER_AWAY))).run()
    assert "not-taken" in caplog.text and "receiver-away" in caplog.text
    assert "Benali" not in caplog.text and two[0] not in caplog.text


class ToPerson(Other):
    """What reaches a person; `killed` ends the process before its answer is noted."""

    channel = NoticeChannel.EMAIL


def test_what_a_killed_process_has_perhaps_sent_a_person_is_in_doubt_and_not_repeated(hub: Hub, two: list[str]) -> None:
    class Killed(ToPerson):
        def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
            super().deliver(parcel)
            raise KeyboardInterrupt

    first = Killed()
    with pytest.raises(KeyboardInterrupt):
        to(hub, first).run()
    release(hub.store, "dept", "a" * 32)
    later = ToPerson()
    assert to(hub, later, "b" * 32).run() == 3 and first.told[0] not in later.told
    assert (standing(hub).waiting, standing(hub).attention) == (1, 1)


def test_a_process_that_was_held_up_sends_nothing_to_a_person_that_another_sent_meanwhile(
    hub: Hub, two: list[str], watch: Watch
) -> None:
    other = ToPerson()

    class HeldUp(ToPerson):
        def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
            watch.ahead.append(timedelta(seconds=LEASE_S + 1))
            assert to(hub, other, "b" * 32).run() == 3
            return super().deliver(parcel)

    held_up = HeldUp()
    assert to(hub, held_up).run() == 1
    assert len(held_up.told) == 1 and held_up.told[0] not in other.told


def test_what_was_surely_not_sent_to_a_person_is_in_no_doubt(hub: Hub, two: list[str], watch: Watch) -> None:
    away = ToPerson(Unreachable(LineFault.RECEIVER_AWAY))
    assert to(hub, away).run() == 0 and standing(hub).attention == 0
    retry_at = standing(hub).retry_at
    assert retry_at is not None
    watch.ahead.append(retry_at - watch.now())
    assert to(hub, away).run() == 4


def arrived(drop: Drop, count: int) -> bool:
    return soon(lambda: len(drop.rows) >= count)


def test_what_is_taken_is_passed_on_by_itself(hub: Hub, box: Box, drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.outbox.deliverer._LOOK_EVERY_S", 0.02)
    loops = Loops(hub)
    loops.start()
    try:
        box.send(box.submitted())
        assert arrived(drop, 1)
        box.send(box.submitted())
        assert arrived(drop, 2)
    finally:
        loops.stop()
    box.send(box.submitted())
    time.sleep(0.1)
    assert len(drop.rows) == 2


def test_a_database_that_is_away_for_a_while_ends_no_deliveries(
    hub: Hub, box: Box, drop: Drop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hub.outbox.deliverer._LOOK_EVERY_S", 0.02)
    real, away = Store.reading, [True]

    def reading(self: Store) -> object:
        if away[0]:
            raise OSError("the database is away")
        return real(self)

    box.send(box.submitted())
    monkeypatch.setattr(Store, "reading", reading)
    loops = Loops(hub)
    loops.start()
    try:
        assert soon(lambda: "deliveries to dept have to wait" in caplog.text)
        away[0] = False
        assert arrived(drop, 1)
    finally:
        loops.stop()


def test_settings_that_cannot_be_used_are_told_before_anything_runs(hub: Hub, settings: HubSettings) -> None:
    object.__setattr__(hub, "settings", replace(settings, connectors=({"name": "dept", "kind": "pigeon"},)))
    with pytest.raises(Refused, match="connector-kind"):
        Loops(hub)
