"""What a month of a town hall comes to reaches the hub once, whatever the line does, and stands in front of nothing."""

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hub.figures.figures import read_figures_period, read_period_figures
from hub.store.figures_table import site_figures
from kiosk.clock import Clock
from kiosk.domain.events.wire.month_figures import MonthFigures
from kiosk.domain.figures.figures import LEAST
from kiosk.domain.figures.spans import make_month
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.figures import send_figures
from kiosk.services.figures.figures import read_published_figures
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.store import sent_figures
from tests.conftest import Watch
from tests.figures import keep_month
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.gestures import submitted
from tests.line import Line
from tests.services.conftest import reached_at


@pytest.fixture
def watch() -> Watch:
    """It is the tenth of a month."""
    now = Clock().now()
    tenth = (now.replace(day=1) + timedelta(days=32)).replace(day=10)
    return Watch(ahead=[tenth - now])


@pytest.fixture
def central(tmp_path: Path, watch: Watch) -> Iterator[Central]:
    with central_hub(tmp_path / "hub", watch) as running:
        yield running


def months_ago(box: Box, many: int) -> date:
    month = box.watch.today().day.replace(day=1)
    for _ in range(many):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def kept(central: Central) -> dict[str, MonthFigures]:
    with central.hub.store.reading() as connection:
        rows = connection.execute(select(site_figures).order_by(site_figures.c.month)).all()
    assert {row.site for row in rows} <= {"SA"}
    return {row.month: row.body for row in rows}


def test_a_box_that_was_off_for_three_months_sends_three(linked: Box, central: Central) -> None:
    months = [months_ago(linked, many) for many in (3, 2, 1)]
    for month in months:
        keep_month(linked, month)
    keep_month(linked, months_ago(linked, 0))
    settings = dataclasses.replace(linked.settings, commune=("35251",))
    exchange_with_hub(dataclasses.replace(linked, settings=settings), hub_of(linked))
    assert list(kept(central)) == [f"{month:%Y-%m}" for month in months], "the month that goes on stays here"
    for month in months:
        period = read_figures_period(f"{month:%Y-%m}")
        assert period
        (site,) = read_period_figures(central.hub.store, period).sites
        assert site.published == read_published_figures(linked, month, make_month(month).last)
        assert site.published.visits > 100 and site.department == "35"


def test_a_lost_answer_is_not_a_second_month(linked: Box, line: Line, central: Central) -> None:
    keep_month(linked, months_ago(linked, 1))
    afar = reached_at(linked, url=line.url)
    hub = hub_of(afar)
    line.fail_with("cut-after")
    assert send_figures.send_closed_months(afar, hub) == 0
    before = kept(central)
    assert len(before) == 1
    assert send_figures.send_closed_months(afar, hub) == 1
    assert send_figures.send_closed_months(afar, hub) == 0
    assert kept(central) == before


def test_a_month_is_sent_once_its_last_visits_have_ended(linked: Box, watch: Watch, central: Central) -> None:
    keep_month(linked, months_ago(linked, 0))
    over = make_month(months_ago(linked, 0)).last
    watch.wait(over - linked.watch.today().day + timedelta(days=1))
    linked.watch.confirm(linked.watch.today().day)
    assert send_figures.send_closed_months(linked, hub_of(linked)) == 0
    watch.wait(timedelta(days=2))
    linked.watch.confirm(linked.watch.today().day)
    assert send_figures.send_closed_months(linked, hub_of(linked)) == 1


def test_a_refused_month_holds_up_no_case_and_is_offered_again_in_a_week(
    linked: Box, watch: Watch, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = f"{months_ago(linked, 1):%Y-%m}"
    keep_month(linked, months_ago(linked, 1))
    with monkeypatch.context() as patched:
        patched.setattr(send_figures, "_make_month_figures", lambda box, day: {"version": 2, "month": month})
        case = submitted(linked)
        assert exchange_with_hub(linked, hub_of(linked)).acknowledged == 1
    assert not kept(central) and case.reference
    assert send_figures.send_closed_months(linked, hub_of(linked)) == 0, "it is not asked with each exchange"
    assert sent_figures.select_sent_months(linked.store.read(), linked.clock.now() - timedelta(days=1)) == {month}
    watch.wait(timedelta(days=8))
    linked.watch.confirm(linked.watch.today().day)
    assert send_figures.send_closed_months(linked, hub_of(linked)) == 1
    assert list(kept(central)) == [month]


def test_nothing_of_a_training_is_sent(linked: Box, central: Central) -> None:
    keep_month(linked, months_ago(linked, 1))
    assert send_figures.send_closed_months(dataclasses.replace(linked, training=True), hub_of(linked)) == 0
    assert not kept(central)


def test_a_month_in_which_next_to_nobody_came_says_no_number(linked: Box, central: Central) -> None:
    keep_month(linked, months_ago(linked, 1), per_day=0)
    exchange_with_hub(linked, hub_of(linked))
    period = read_figures_period(f"{months_ago(linked, 1):%Y-%m}")
    assert period
    (site,) = read_period_figures(central.hub.store, period).sites
    assert site.published is not None and site.months == 1 and site.published.visits == 0
    counts = [line.count for table in site.published.tables.values() for line in table]
    assert all(count >= LEAST for count in counts)
