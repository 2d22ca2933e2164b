"""Fixtures for tests of services: the hub behind a line that can fail, a second box, and what the hub then has."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from hub.cases.cases import CaseFile, read_case
from hub.decisions.decisions import DraftDecision, decide_case
from hub.store.schema import cases, event
from kiosk.clock import Clock
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.upkeep import archive
from kiosk.services.upkeep.restore import RestoredBackup, RestoreQuestions, restore_backup
from kiosk.settings import Settings
from kiosk.store import cases as box_cases
from kiosk.store import outbox
from kiosk.words import paper_fonts
from printers.renderers.text import TEXT_42
from printers.slip import Slip
from tests.gallery.site.cast import Watch, set_up, sheet_private
from tests.gallery.site.central import Central, in_a_month, new_site
from tests.gallery.site.household import with_household
from tests.gallery.site.mandated import at_the_desk
from tests.line import Line, line_to


def brought_back(
    source: Path,
    data: Path,
    latest_printed: Callable[[], str],
    clock: Clock | None = None,
    is_today: Callable[[date], bool] = lambda day: False,
    *,
    other_site: bool = False,
) -> RestoredBackup:
    """Restore a backup, by whoever has the recovery sheet of the tests."""
    asked = RestoreQuestions(sheet_private, lambda counter_of: counter_of(latest_printed()), is_today)
    return restore_backup(source, data, asked, clock, other_site=other_site)


def unsealed(copy: Path) -> io.BytesIO:
    """The tar inside a backup, for whoever has the recovery sheet."""
    return io.BytesIO(b"".join(archive.read_sealed_archive(copy, sheet_private(archive.read_archive_public_key(copy)))))


@contextmanager
def another_box(data: Path, central: Central, code: str, name: str) -> Iterator[Box]:
    box = open_box(Settings(data=data, site_code=code, site_name=name, printer="dummy"))
    set_up(box)
    enrol.enrol_at_hub(box, central.url, new_site(central, code, name))
    try:
        yield box
    finally:
        box.store.close()


@pytest.fixture
def bruz(central: Central, tmp_path: Path) -> Iterator[Box]:
    with another_box(tmp_path / "bruz", central, "BZ", "Mairie de Bruz") as box:
        yield box


@pytest.fixture
def line(central: Central) -> Iterator[Line]:
    with line_to(central.url) as line:
        yield line


@pytest.fixture
def afar(linked: Box, line: Line) -> Box:
    return reached_at(linked, url=line.url)


@pytest.fixture
def town(settings: Settings, watch: Watch) -> Iterator[tuple[Box, Actor]]:
    with with_household(settings, watch) as made:
        yield made


def reached_at(box: Box, **changes: Any) -> Box:
    """The same box with another enrolment: the hub's address, its key, or the token."""
    known = box.enrolment()
    assert known is not None
    with box.store.write() as db:
        outbox.insert_enrolment(db, replace(known, **changes), box.clock.now())
    return box


@pytest.fixture
def holder(box: Box) -> Actor:
    return at_the_desk(box)


def held(central: Central) -> list[tuple[str, str, str]]:
    """The events that the hub has received: (site, type, reference), in order."""
    with central.hub.store.reading() as connection:
        records = connection.execute(
            select(event.c.site, event.c.type, event.c.reference).order_by(event.c.received_at)
        )
        return [(row.site, row.type, row.reference) for row in records]


def opened(central: Central) -> list[str]:
    with central.hub.store.reading() as connection:
        return list(connection.execute(select(cases.c.reference).order_by(cases.c.reference)).scalars())


def say(central: Central, reference: str, state: str, message: str = "", seen: int = 0) -> None:
    decide_case(central.hub, central.claire, reference, DraftDecision(state, message, seen, in_a_month(central.hub)))


def fault_of(raised: Any) -> str:
    return str(raised.value.code)


def count(box: Box, table: str) -> int:
    return box.store.read().table(table).count_where()


def acknowledged(box: Box) -> int:
    return box.store.read().table("acknowledgements").count_where()


def state_of(box: Box, case_id: str) -> str:
    state = box_cases.read_case_state(box.store.read(), case_id)
    assert state is not None
    return state.state


def body_of(box: Box, event_id: str, actor: Actor) -> dict[str, Any]:
    event = outbox.read_event(box.store.read(), event_id)
    assert event is not None
    content: dict[str, Any] = json.loads(event.body(data_keys.open_key(box.store.read(), event.stream, actor)))
    return content


def submitted_event(box: Box, case_id: str) -> outbox.StoredEvent:
    event = outbox.read_newest_event(box.store.read(), case_id, "submitted")
    assert event is not None
    return event


def rejected(box: Box, event_id: str, code: str = "bad-event", detail: str = "") -> None:
    with box.store.write() as db:
        outbox.insert_rejection(db, event_id, box.clock.now(), code, detail)


def destroyed(box: Box, case_id: str) -> None:
    """A case's time is over, or the person had it erased: its key is gone."""
    with box.store.write() as db:
        data_keys.destroy_subject(box, db, case_id, box.clock.now())


def case_at(central: Central, reference: str) -> CaseFile:
    with central.hub.store.reading() as connection:
        return read_case(connection, central.hub.ring, reference)


def in_letters(slip: Slip) -> str:
    """What a person reads on a paper, on one line."""
    return " ".join(TEXT_42.render(slip, paper_fonts.load_paper_fonts()).decode().split())
