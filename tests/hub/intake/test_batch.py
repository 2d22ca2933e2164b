"""One outcome an event, in order, whatever became of the others."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from hub.hub import Hub
from hub.intake import intake
from hub.intake.batch import Busy, Conflict, Known, OpenedEvent, OutOfOrder, Taken
from hub.intake.intake import take_batch
from hub.intake.opening import open_event
from hub.sites import sites
from hub.store.limits import hurried
from hub.store.schema import cases, event
from hub.wire.read_event import envelope
from tests.hub.samples import Box, Item, changed


def _opened(hub: Hub, box: Box, items: Sequence[Item]) -> list[OpenedEvent]:
    signers = sites.signers(hub.store, box.code)
    opened = [open_event(hub, box.code, envelope(box.sealed(item)), signers) for item in items]
    return [event for event in opened if isinstance(event, OpenedEvent)]


def test_each_event_of_a_batch_has_the_outcome_of_its_place(hub: Hub, box: Box) -> None:
    first, other = box.submitted(), box.submitted(id="9" * 32)
    late = box.supplement(first["reference"], "8" * 32, 2)
    unknown = box.supplement("SA9999Z", "7" * 32)
    batch = _opened(hub, box, [first, other, late, first])
    outcomes = take_batch(hub, box.code, batch)
    assert [type(outcome) for outcome in outcomes] == [Taken, Taken, OutOfOrder, Known]
    assert isinstance(outcomes[0], Taken) and outcomes[3] == Known(outcomes[0].statement)
    assert not _opened(hub, box, [unknown])  # its number is none: intake never sees it


def test_the_same_id_with_another_content_is_a_conflict_that_names_the_first(hub: Hub, box: Box) -> None:
    sent, twin = box.submitted(id="9" * 32), box.submitted(id="9" * 32)
    twin = changed(twin, reference=twin["reference"])
    [taken, conflict] = take_batch(hub, box.code, _opened(hub, box, [sent, twin]))
    assert isinstance(taken, Taken) and conflict == Conflict(sent["sha256"])


def test_a_case_that_somebody_holds_too_long_makes_the_batch_busy_and_nothing_is_stored(
    hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, other = box.submitted(), box.submitted()
    box.send(sent)
    batch = _opened(hub, box, [other, box.supplement(sent["reference"], sent["stream"], 2)])
    monkeypatch.setattr(intake, "hurried", lambda: hurried(lock_ms=50))
    if hub.store.engine.dialect.name == "postgresql":
        with hub.store.writing() as connection:
            connection.execute(select(cases.c.id).with_for_update())
            assert [type(outcome) for outcome in take_batch(hub, box.code, batch)] == [Busy, Busy]
    with hub.store.reading() as connection:
        assert connection.execute(select(event.c.id)).scalars().all() == [sent["id"]]
    assert [type(outcome) for outcome in take_batch(hub, box.code, batch)] == [Taken, Taken]
