"""What staff see of the destinations."""

from dataclasses import replace

from hub.cases.scope import EVERYTHING, Scope
from hub.hub import Hub
from hub.outbox import rows
from hub.outbox.standing import arrivals, standings, stuck
from hub.settings import HubSettings
from tests.hub.outbox.conftest import deliverer
from tests.hub.samples import Box


def test_a_destination_says_what_waits_since_when_and_what_arrived(hub: Hub, box: Box) -> None:
    [one] = standings(hub)
    assert (one.name, one.waiting, one.attention, one.oldest, one.delivered_at) == ("dept", 0, 0, None, None)
    box.send(box.submitted(), box.submitted())
    rows.keep_refused(hub.store, [1], "not-taken")
    [one] = standings(hub)
    assert (one.waiting, one.attention) == (2, 1) and one.oldest is not None and one.oldest <= hub.clock.now()
    deliverer(hub).run()
    [one] = standings(hub)
    assert (one.waiting, one.attention) == (1, 1) and one.delivered_at is not None


def test_what_needs_a_person_is_shown_to_who_may_see_the_case(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    rows.keep_refused(hub.store, [1], "not-taken")
    with hub.store.reading() as connection:
        [one] = stuck(connection, hub.settings, EVERYTHING)
        assert stuck(connection, hub.settings, Scope(services=("ccas",))) == []
    assert (one.reference, one.type, one.fault) == (sent["reference"], "submitted", "not-taken")


def test_a_destination_that_was_taken_out_of_the_settings_stays_visible_while_something_waits(
    hub: Hub, box: Box, settings: HubSettings
) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    assert standings(hub) == []
    object.__setattr__(hub, "settings", settings)
    box.send(box.submitted())
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    [one] = standings(hub)
    assert (one.name, one.setup, one.waiting) == ("dept", None, 1)


def test_who_was_told_of_a_case_is_told_to_whoever_asks(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    with hub.store.reading() as connection:
        assert arrivals(connection, hub.settings, sent["stream"]) == []
    deliverer(hub).run()
    with hub.store.reading() as connection:
        [arrival] = arrivals(connection, hub.settings, sent["stream"])
    assert (arrival.recipient, arrival.type) == ("Le Département", "submitted") and arrival.at <= hub.clock.now()
