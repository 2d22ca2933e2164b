"""Which deliveries are due, and who may hand them over."""

import threading
from datetime import timedelta

from sqlalchemy import select

from hub.hub import Hub
from hub.outbox import rows
from hub.store.schema import delivery
from tests.hub.samples import Box


def waiting(hub: Hub, box: Box, cases: int = 1, events: int = 2) -> None:
    for _ in range(cases):
        sent = box.submitted()
        box.send(sent, *(box.supplement(sent["reference"], sent["stream"], 2 + number) for number in range(events - 1)))


def begun(hub: Hub, most: int = 1) -> list[rows.Begun]:
    rows.lease(hub.store, "dept", "a" * 32, hub.clock.now(), 60)
    return rows.begin(hub.store, "dept", hub.clock.now(), most)


def test_one_of_each_case_is_handed_over_and_the_next_only_once_it_has_arrived(hub: Hub, box: Box) -> None:
    waiting(hub, box, cases=3)
    first = begun(hub)
    assert [(parcel.numbers, parcel.parcel) for parcel in first] == [((1,), 1), ((3,), 2), ((5,), 3)]
    rows.keep_delivered(hub.store, "dept", [3], hub.clock.now())
    assert sorted(number for parcel in begun(hub) for number in parcel.numbers) == [1, 4, 5]


def test_a_parcel_that_failed_is_the_same_again(hub: Hub, box: Box) -> None:
    waiting(hub, box, cases=3, events=1)
    [first] = begun(hub, most=10)
    waiting(hub, box, cases=2, events=1)
    again, other = begun(hub, most=10)
    assert (again.parcel, again.numbers, again.tries) == (first.parcel, first.numbers, 2)
    assert (other.parcel, len(other.numbers)) == (first.parcel + 1, 2)


def test_a_paused_destination_is_left_alone_until_then(hub: Hub, box: Box) -> None:
    waiting(hub, box)
    begun(hub)
    rows.keep_paused(hub.store, "dept", "receiver-away", hub.clock.now() + timedelta(minutes=5))
    assert rows.failures(hub.store, "dept") == 1 and not rows.is_due(hub.store, "dept", hub.clock.now())
    rows.keep_delivered(hub.store, "dept", [1], hub.clock.now())
    assert rows.failures(hub.store, "dept") == 0 and rows.is_due(hub.store, "dept", hub.clock.now())


def test_one_process_delivers_and_a_killed_one_gives_way(hub: Hub) -> None:
    now = hub.clock.now()
    assert rows.lease(hub.store, "dept", "a" * 32, now, 60)
    assert rows.lease(hub.store, "dept", "a" * 32, now, 60), "the same again"
    assert not rows.lease(hub.store, "dept", "b" * 32, now, 60)
    assert rows.lease(hub.store, "dept", "b" * 32, now + timedelta(seconds=61), 60)
    rows.release(hub.store, "dept", "a" * 32)
    assert not rows.lease(hub.store, "dept", "a" * 32, now + timedelta(seconds=62), 60), "its lease is over"
    rows.release(hub.store, "dept", "b" * 32)
    assert rows.lease(hub.store, "dept", "a" * 32, now, 60)


def test_of_six_processes_that_ask_at_once_one_delivers(hub: Hub) -> None:
    gate, won = threading.Barrier(6), []

    def ask(who: str) -> None:
        gate.wait()
        if rows.lease(hub.store, "dept", who * 32, hub.clock.now(), 60):
            won.append(who)

    threads = [threading.Thread(target=ask, args=(who,)) for who in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_what_is_struck_out_is_gone_unless_it_had_arrived(hub: Hub, box: Box) -> None:
    waiting(hub, box)
    rows.keep_delivered(hub.store, "dept", [1], hub.clock.now())
    rows.strike_out(hub.store, [1, 2])
    with hub.store.reading() as connection:
        assert list(connection.execute(select(delivery.c.number)).scalars()) == [1]
