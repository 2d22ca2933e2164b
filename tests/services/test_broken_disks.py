"""A disk that takes no byte more, at the box or at the hub: nothing is confirmed that is not kept, nothing is lost.

The limit on the size of a file (RLIMIT_FSIZE) makes every write beyond it fail as a broken disk does.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from kiosk.domain.events.additions import Supplement
from kiosk.domain.events.submission import Confirmation
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box, open_box
from kiosk.services.drafts import submit_case
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.store import outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered, helped, submitted, supplemented
from tests.services.conftest import fault_of, held


@contextmanager
def nothing_longer_than(size: int) -> Iterator[None]:
    """Files of this process grow no longer than `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def wal(database: Path) -> int:
    log = database.with_name(f"{database.name}-wal")
    return log.stat().st_size if log.exists() else 0


def test_a_submit_that_the_disk_does_not_take_never_was_and_is_once_the_next_time(box: Box) -> None:
    case_id, nadia = answered(box), helped(box)
    box.store.fold()
    confirmation = Confirmation("citizen", "touch")
    for more in range(0, 20_000, 4_000):
        with nothing_longer_than(wal(box.store.path) + more), pytest.raises(Refused) as raised:
            submit_case.submit_case(box, case_id, nadia, confirmation)
        assert fault_of(raised) == Refusal.DISK_FAULT
        assert box.store.read().table("events").count_where() == 0
    case = submit_case.submit_case(box, case_id, nadia, confirmation)
    assert (case.reference, box.store.read().table("events").count_where()) == ("SA1001G", 1)
    settings, clock = box.settings, box.clock
    box.store.close()
    again = open_box(settings, clock)
    assert again.store.is_sound() and outbox.read_unsent_summary(again.store.read())[0] == 1
    again.store.close()


def test_a_hub_whose_disk_is_full_acknowledges_nothing_and_gets_it_once_later(linked: Box, central: Central) -> None:
    exchange_with_hub(linked, hub_of(linked))
    case = submitted(linked)
    engine = central.hub.store.engine
    with engine.connect() as connection:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()

    def fill(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {used}")

    event.listen(engine, "connect", fill)
    for _ in range(20):  # until the last free page of the file is used
        supplemented(linked, case.reference, Supplement("x" * 1_900, ()))
    with pytest.raises(Unreachable, match=LineFault.HUB_BROKEN):
        while outbox.read_unsent_summary(linked.store.read())[0]:
            exchange_with_hub(linked, hub_of(linked))
    event.remove(engine, "connect", fill)
    engine.dispose()
    while outbox.read_unsent_summary(linked.store.read())[0]:
        exchange_with_hub(linked, hub_of(linked))
    assert len(held(central)) == 21
