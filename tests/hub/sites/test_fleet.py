"""The fleet: who needs somebody first, as their heartbeats said."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from hub.hub import Hub
from hub.intake import intake, one_event
from hub.intake.batch import OpenedEvent, TakenEvent
from hub.intake.intake import open_event
from hub.sites import fleet as heartbeats
from hub.sites.fleet import (
    PAGE,
    ArrivedHeartbeat,
    FleetQuery,
    SiteStanding,
    count_releases,
    count_sites,
    count_unsent,
    find_fleet_site,
    read_fleet,
)
from hub.sites.sites import add_site, all_sites, replace_site_code, revoke_site, signers, site_by_code
from hub.store.schema import site, site_health
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.reading import convert
from tests.hub.conftest import Watch, new_box
from tests.hub.healths import health
from tests.hub.samples import Box, heartbeat, query_rows


def standing(hub: Hub, code: str = "SA") -> tuple[str, tuple[str, ...]]:
    line = find_fleet_site(hub.store, hub.clock.now(), code)
    assert line
    return line.standing, line.troubles


def test_a_site_stands_where_its_last_words_put_it(hub: Hub, box: Box, watch: Watch) -> None:
    assert standing(hub) == (SiteStanding.SILENT, ()), "it has enrolled and never called"
    box.send(heartbeat=heartbeat(health=health()))
    assert standing(hub) == (SiteStanding.WELL, ())
    watch.ahead.append(timedelta(hours=25))
    assert standing(hub) == (SiteStanding.SILENT, ())
    revoke_site(hub.store, "SA", hub.clock)
    assert standing(hub) == (SiteStanding.REVOKED, ())
    add_site(hub.store, "BZ", "Mairie de Bruz", hub.clock)
    assert standing(hub, "BZ") == (SiteStanding.AWAITED, ())
    assert find_fleet_site(hub.store, hub.clock.now(), "XX") is None


def test_each_trouble_is_seen(hub: Hub, box: Box) -> None:
    told: dict[str, dict[str, Any]] = {
        "refused": {"health": health(refused=1)},
        "disk": {"health": health(free_bytes=1_999_999_999)},
        "printers": {"health": health(printer_faults=["no-paper"])},
        "owes": {"unsent": 1, "oldest_unsent_at": "2026-01-01T00:00:00+00:00", "health": health()},
        "clock": {"at": "2026-01-01T00:00:00+00:00", "health": health()},
    }
    for trouble, said in told.items():
        box.send(heartbeat=heartbeat(**said))
        assert standing(hub) == (SiteStanding.TROUBLED, (trouble,))


def test_an_event_that_waits_for_an_hour_is_no_trouble(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(unsent=1, oldest_unsent_at=(hub.clock.now() - timedelta(hours=1)).isoformat()))
    assert standing(hub) == (SiteStanding.WELL, ())


def test_a_page_has_a_hundred_sites_and_the_counts_are_of_all(hub: Hub, box: Box, other_box: Box) -> None:
    letters = "ABCDEFGHJK"
    row = {"highest_counter": 0, "cursor": 0, "added_at": hub.clock.now()}
    with hub.store.writing() as connection:
        names = [f"Z{first}{second}" for first in letters for second in letters]
        connection.execute(site.insert(), [{"code": name, "name": f"100 % {name}", **row} for name in names])
    box.send(heartbeat=heartbeat(unsent=2, health=health(files=3)))
    other_box.send(heartbeat=heartbeat(unsent=5, health=health(refused=1, release="0.1.9")))
    now = hub.clock.now()
    first = read_fleet(hub.store, now, FleetQuery())
    assert [line.code for line in first.sites[:2]] == ["BZ", "SA"] and len(first.sites) == PAGE and first.more
    with hub.store.reading() as connection:
        owed, releases = count_unsent(connection), count_releases(connection)
        assert first.counts == count_sites(connection, now) == {"troubled": 1, "well": 1, "awaited": 100}
    second = read_fleet(hub.store, now, FleetQuery(page=2))
    assert len(second.sites) == 2 and not second.more
    assert len(read_fleet(hub.store, now, FleetQuery(words="0 % za")).sites) == 10
    assert [line.code for line in read_fleet(hub.store, now, FleetQuery(words="sa")).sites] == ["SA"]
    assert (owed.events, owed.files, owed.refused) == (7, 3, 1)
    assert set(releases.values()) == {1} and "0.1.9" in first.releases


def test_a_number_under_a_later_code_of_the_town_counts_as_issued(hub: Hub, box: Box) -> None:
    replace_site_code(hub.store, "SA", "VN", date(2027, 1, 1))
    number, counter = mint_reference("VN", 1049)
    told = convert(Heartbeat, heartbeat(1001))
    numbers = [number, mint_reference("BZ", 2000)[0], None]
    with hub.store.writing() as connection:
        ArrivedHeartbeat("SA", told, numbers, hub.clock.now()).keep(connection)
    assert site_by_code(hub.store, "SA").highest_counter == counter


def test_a_journal_that_goes_back_or_says_something_else_is_noted(hub: Hub, box: Box) -> None:
    def after(count: int, head: str) -> str:
        box.send(heartbeat=heartbeat(journal=(count, head * 64)))
        [known] = all_sites(hub.store)
        assert (known.journal_count, known.journal_head) == (count, head * 64)
        assert (known.journal_fault_at is None) is (not known.journal_fault)
        return str(known.journal_fault)

    assert [after(10, "a"), after(10, "a"), after(12, "b")] == ["", "", ""]
    assert after(12, "c") == "differs"
    assert after(11, "a") == "back"
    box.send(heartbeat=heartbeat())
    assert after(15, "d") == "back", "it stays until the box enrols again"
    new_box(hub, "SA", box.post)
    assert site_by_code(hub.store, "SA").journal_fault == ""


def _new(hub: Hub, box: Box) -> list[OpenedEvent]:
    opened = open_event(hub, "SA", box.sealed(box.submitted()), signers(hub.store, "SA"))
    assert isinstance(opened, OpenedEvent)
    return [opened]


def _disk_full(connection: Connection, made: object) -> None:
    raise OperationalError("INSERT", None, Exception("disk full"))


def arrived(hub: Hub, counter: int, *numbers: str) -> ArrivedHeartbeat:
    return ArrivedHeartbeat("SA", convert(Heartbeat, heartbeat(counter)), numbers, hub.clock.now())


def test_a_number_that_is_printed_is_used_whatever_comes(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    number, counter = mint_reference("SA", 1060)
    monkeypatch.setattr(one_event, "insert_new_cases", _disk_full)
    with pytest.raises(OperationalError):
        intake.take_batch(hub, "SA", _new(hub, box), arrived(hub, 1001, number))
    assert site_by_code(hub.store, "SA").highest_counter == counter


def test_the_cursor_that_is_told_is_the_one_that_is_committed(hub: Hub, box: Box) -> None:
    said = arrived(hub, 1001)
    assert not said.kept
    [outcome] = intake.take_batch(hub, "SA", _new(hub, box), said)
    assert isinstance(outcome, TakenEvent) and said.kept and said.cursor == 0


def test_what_a_box_says_takes_the_place_of_what_it_said_before(hub: Hub, box: Box) -> None:
    ahead = (hub.clock.now() + timedelta(minutes=5)).isoformat()
    box.send(heartbeat=heartbeat(at=ahead, health=health(printer_faults=["no-paper", "no-paper"])))
    box.send(heartbeat=heartbeat(at=ahead, health=health(files=4)))
    row = query_rows(hub, site_health.select()).one()
    assert (row.site, row.files, row.printer_faults) == ("SA", 4, ())
    assert 290 <= row.clock_s <= 300


def test_how_a_town_hall_is_reached_is_kept_until_its_box_says_otherwise(hub: Hub, box: Box) -> None:
    said = {"phone": "02 99 11 22 33", "hours": "", "opening": [{"days": "lundi", "open": "9h-12h"}]}
    with hub.store.reading() as connection:
        assert heartbeats.find_site_contact(connection, "SA") is None
    box.send(heartbeat=heartbeat(health=health(), reached=said))
    with hub.store.reading() as connection:
        reached = heartbeats.find_site_contact(connection, "SA")
    assert reached and (reached.phone, reached.opening) == ("02 99 11 22 33", ({"days": "lundi", "open": "9h-12h"},))
    box.send(heartbeat=heartbeat(health=health()))
    with hub.store.reading() as connection:
        assert heartbeats.find_site_contact(connection, "SA") is None


def test_a_box_of_before_changes_nothing(hub: Hub, box: Box) -> None:
    box.send(heartbeat=heartbeat(health=health(files=4)))
    box.send(heartbeat=heartbeat())
    assert query_rows(hub, site_health.select()).one().files == 4
