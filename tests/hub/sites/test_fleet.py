"""The fleet: who needs somebody first."""

from datetime import timedelta

import pytest

from hub.hub import Hub
from hub.sites.fleet import PAGE, FleetQuery, Standing, counts, fleet, one, owed, releases
from hub.sites.sites import add_site, revoke
from hub.store.schema import site
from tests.hub.conftest import Watch
from tests.hub.healths import health
from tests.hub.samples import Box, heartbeat


def standing(hub: Hub, code: str = "SA") -> tuple[str, tuple[str, ...]]:
    line = one(hub.store, hub.clock.now(), code)
    assert line
    return line.standing, line.troubles


def test_a_site_stands_where_its_last_words_put_it(hub: Hub, box: Box, watch: Watch) -> None:
    assert standing(hub) == (Standing.SILENT, ()), "it has enrolled and never called"
    box.send(heartbeat=heartbeat(health=health()))
    assert standing(hub) == (Standing.WELL, ())
    watch.ahead.append(timedelta(hours=25))
    assert standing(hub) == (Standing.SILENT, ())
    revoke(hub.store, "SA", hub.clock)
    assert standing(hub) == (Standing.REVOKED, ())
    add_site(hub.store, "BZ", "Mairie de Bruz", hub.clock)
    assert standing(hub, "BZ") == (Standing.AWAITED, ())
    assert one(hub.store, hub.clock.now(), "XX") is None


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("refused", {"health": health(refused=1)}),
        ("disk", {"health": health(free_bytes=1_999_999_999)}),
        ("printers", {"health": health(printer_faults=["no-paper"])}),
        ("clock", {"at": "2026-01-01T00:00:00+00:00", "health": health()}),
        ("owes", {"unsent": 1, "oldest_unsent_at": "2026-01-01T00:00:00+00:00"}),
    ],
)
def test_each_trouble_is_seen(hub: Hub, box: Box, trouble: str, said: dict[str, object]) -> None:
    box.send(heartbeat=heartbeat(**said))  # type: ignore[arg-type]
    assert standing(hub) == (Standing.TROUBLED, (trouble,))


def test_an_event_that_waits_for_an_hour_is_no_trouble(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(unsent=1, oldest_unsent_at=(hub.clock.now() - timedelta(hours=1)).isoformat()))
    assert standing(hub) == (Standing.WELL, ())


def test_a_page_has_a_hundred_sites_and_the_counts_are_of_all(hub: Hub, box: Box, other_box: Box) -> None:
    letters = "ABCDEFGHJK"
    row = {"highest_counter": 0, "cursor": 0, "added_at": hub.clock.now()}
    with hub.store.writing() as connection:
        names = [f"Z{first}{second}" for first in letters for second in letters]
        connection.execute(site.insert(), [{"code": name, "name": f"100 % {name}", **row} for name in names])
    box.send(heartbeat=heartbeat(unsent=2, health=health(files=3)))
    other_box.send(heartbeat=heartbeat(unsent=5, health=health(refused=1, release="0.1.9")))
    now = hub.clock.now()
    first = fleet(hub.store, now, FleetQuery())
    assert [line.code for line in first.sites[:2]] == ["BZ", "SA"] and len(first.sites) == PAGE and first.more
    assert first.counts == counts(hub.store, now) == {"troubled": 1, "well": 1, "awaited": 100}
    second = fleet(hub.store, now, FleetQuery(page=2))
    assert len(second.sites) == 2 and not second.more
    assert len(fleet(hub.store, now, FleetQuery(words="0 % za")).sites) == 10
    assert [line.code for line in fleet(hub.store, now, FleetQuery(words="sa")).sites] == ["SA"]
    assert (owed(hub.store).events, owed(hub.store).files, owed(hub.store).refused) == (7, 3, 1)
    assert set(releases(hub.store).values()) == {1} and "0.1.9" in first.releases
