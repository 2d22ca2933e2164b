"""Events that come in batches leave the same rows, and get the same outcomes, as events that come one by one."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as some
from sqlalchemy import select

from hub.hub import Hub
from hub.intake import intake, one_event
from hub.intake.batch import KnownEvent, OpenedEvent, Outcome, RefusedEvent, TakenEvent
from hub.intake.intake import open_event, take_opened_events
from hub.intake.updates import PendingUpdates
from hub.opening import open_hub
from hub.secrets.vault import label_of, lock_of
from hub.settings import HubSettings
from hub.sites import sites
from hub.store.schema import alias as aliases
from hub.store.schema import case_key, cases, event, name_token, site_update
from kiosk.clock import Clock
from kiosk.domain.events.reference import Alias
from kiosk.errors import Rejected
from tests.hub.conftest import new_box
from tests.hub.samples import FOLLOW_CODE, Box, Item, changed
from tests.long_runs import how_many

KINDS = (
    "new", "double", "added", "added-elsewhere", "gap", "withdrawn", "withdrawn-elsewhere", "other-content",
    "same-number", "same-stream", "renumbered", "torn", "forged", "other-site", "asked",
)  # fmt: skip
SCRIPTS = some.lists(
    some.lists(some.tuples(some.sampled_from(KINDS), some.integers(0, 5), some.booleans()), max_size=8),
    min_size=1,
    max_size=6,
)
"""Batches of gestures: what kind, of which earlier case, and by which of two sites."""


class Script:
    """Makes sealed events out of drawn gestures, so that two hubs get the same bytes."""

    def __init__(self, boxes: tuple[Box, Box]) -> None:
        self.boxes = boxes
        self.cases: list[tuple[Item, Box]] = []
        self.sent: list[tuple[dict[str, Any], Box]] = []

    def event(self, kind: str, which: int, other: bool) -> tuple[dict[str, Any], Box]:
        box = self.boxes[other]
        if kind == "new" or not self.cases:
            made = box.submitted()
            self.cases.append((made, box))
            return self._sealed(box, made)
        first, home = self.cases[which % len(self.cases)]
        reference, stream = first["reference"], first["stream"]
        match kind:
            case "double":
                sent = self.sent[which % len(self.sent)]
                self.sent.append(sent)
                return sent
            case "added":
                return self._sealed(home, home.supplement(reference, stream, self._next(stream)))
            case "added-elsewhere":
                return self._sealed(box, box.correction(reference))
            case "gap":
                return self._sealed(home, home.supplement(reference, stream, self._next(stream) + 1))
            case "withdrawn":
                return self._sealed(home, home.withdrawal(reference, stream, self._next(stream)))
            case "withdrawn-elsewhere":
                code = FOLLOW_CODE if which % 2 else "AAAAAAAAAA"
                return self._sealed(box, box.withdrawal(reference, code=code))
            case "other-content":
                return self._sealed(box, box.submitted(id=first["id"]))
            case "same-number":
                return self._sealed(home, home.submitted(reference=reference))
            case "same-stream":
                return self._sealed(box, box.submitted(stream=stream))
            case "renumbered":
                new = home.submitted()["reference"]
                word = Alias(home.code, stream, new, (reference,)).to_wire(home.seed)
                item, _ = self._sealed(home, first)
                self.sent[-1] = ({**item, "alias": word}, home)
                return self.sent[-1]
            case "torn":
                return self._sealed(box, changed(box.submitted(), sha256="0" * 64))
            case "forged":
                item, _ = self._sealed(box, box.submitted())
                self.sent[-1] = ({**item, "signature": "0" * 128}, box)
                return self.sent[-1]
            case "other-site":
                return self._sealed(box, self.boxes[not other].submitted())
            case _:
                return self._sealed(box, box.asked("access", reference))

    def _next(self, stream: str) -> int:
        return 1 + max(item["sequence"] for item, _ in self.sent if item["stream"] == stream)

    def _sealed(self, box: Box, made: Item) -> tuple[dict[str, Any], Box]:
        self.sent.append((box.sealed(made), box))
        return self.sent[-1]


def opened(hub: Hub, box: Box, item: dict[str, Any]) -> OpenedEvent | RefusedEvent:
    return open_event(hub, box.code, item, sites.signers(hub.store, box.code))


def one_by_one(hub: Hub, events: list[OpenedEvent | RefusedEvent]) -> list[Outcome]:
    """Each in a transaction of its own, looked at by itself."""
    outcomes: list[Outcome] = []
    for event_ in events:
        if isinstance(event_, RefusedEvent):
            outcomes.append(event_)
            continue
        with hub.store.writing() as connection:
            notices = PendingUpdates(hub)
            try:
                outcomes.append(one_event.take_event(hub, connection, event_, notices))
            except Rejected as reason:
                if reason.code == "closed-case":
                    notices.came_late(connection, event_.site, event_.incoming.reference)
                outcomes.append(RefusedEvent(reason.code, reason.details.get("detail", "")))  # type: ignore[arg-type]
            notices.send(connection)
    return outcomes


def said(outcome: Outcome) -> object:
    if isinstance(outcome, TakenEvent | KnownEvent):
        return type(outcome), {**json.loads(outcome.statement), "received_at": ""}
    return outcome


def rows(hub: Hub) -> dict[str, Any]:
    with hub.store.reading() as connection:
        locks = {
            row.case_id: lock_of(connection, hub.ring, row.case_id) for row in connection.execute(select(case_key))
        }
        by_reference = {row.reference: locks[row.id] for row in connection.execute(select(cases))}
        return {
            "event": sorted(
                (
                    row.id, row.stream, row.sequence, row.type, row.site, row.reference, row.sha256,
                    by_reference[row.reference].unlock(label_of("event", row.id), row.body),
                )
                for row in connection.execute(select(event))
            ),
            "cases": sorted(
                (
                    row.id, row.reference, row.site, row.prepared, row.title, row.service, row.legal_date,
                    row.follow_sha256, locks[row.id].unlock(label_of("names", row.id), row.names),
                )
                for row in connection.execute(select(cases))
            ),
            "token": sorted((row.case_id, row.token) for row in connection.execute(select(name_token))),
            "alias": sorted((row.former, row.case_id) for row in connection.execute(select(aliases))),
            "update": sorted(
                (
                    row.site, row.cursor, row.case_id,
                    str({**locks[row.case_id].read(label_of("update", row.id), row.body), "id": "", "at": ""}),
                )
                for row in connection.execute(select(site_update))
            ),
        }  # fmt: skip


@contextmanager
def twin_hubs() -> Iterator[tuple[Hub, Hub, Script]]:
    """Two hubs with the same keys and sites, and a script of two boxes that both know."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = open_hub(HubSettings(data=folder / "one"), Clock())
        boxes = []
        for code in ("SA", "BZ"):
            sites.add_site(first.store, code, f"Mairie de {code}", first.clock)
            boxes.append(new_box(first, code, lambda *_: None))
        first.store.engine.dispose()
        shutil.copytree(folder / "one", folder / "two")
        second = open_hub(HubSettings(data=folder / "two"), Clock())
        try:
            yield first, second, Script((boxes[0], boxes[1]))
        finally:
            first.store.engine.dispose()
            second.store.engine.dispose()


@effort(max_examples=how_many(15, 600), deadline=None)
@given(script=SCRIPTS, careful=some.booleans())
def test_a_batch_is_as_its_events_one_by_one(script: list[list[tuple[str, int, bool]]], careful: bool) -> None:
    with twin_hubs() as (together, alone, maker), pytest.MonkeyPatch.context() as patch:
        if careful:  # what a batch comes to where a twin was faster
            patch.setattr(intake, "find_unseen", lambda *_: set())
        for gestures in script:
            made = [maker.event(*gesture) for gesture in gestures]
            for code in ("SA", "BZ"):
                batch = [opened(together, box, item) for item, box in made if box.code == code]
                half = batch[: len(batch) // 2]  # a line that was cut: the whole batch comes again
                for part in (half, batch):
                    assert list(map(said, take_opened_events(together, code, part))) == list(
                        map(said, one_by_one(alone, part))
                    )
        assert rows(together) == rows(alone)


def test_the_same_batch_many_times_at_once_and_in_any_order_is_taken_once(hub: Hub, box: Box) -> None:
    items = [box.sealed(box.submitted()) for _ in range(12)]
    first = [opened(hub, box, item) for item in items]
    orders = [first, first[::-1], first[6:] + first[:6], first]
    heard: list[list[Outcome]] = []
    gate = threading.Barrier(len(orders))

    def send(batch: list[OpenedEvent | RefusedEvent]) -> None:
        gate.wait()
        heard.append(take_opened_events(hub, box.code, batch))

    threads = [threading.Thread(target=send, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [outcome for outcomes in heard for outcome in outcomes]
    assert sum(isinstance(outcome, TakenEvent) for outcome in told) == len(items)
    assert sum(isinstance(outcome, KnownEvent) for outcome in told) == len(items) * 3
    assert len(rows(hub)["event"]) == len(rows(hub)["cases"]) == len(items)
