"""In whatever order it is taken, taken back, due, overtaken or restored, a decision leaves once or is taken back."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings as effort
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from hub import backup
from hub.cases.cases import CaseFile, read_case
from hub.cases.states import next_states
from hub.decisions.decisions import DraftDecision, decide_case, take_back_decision
from hub.hub import EXTENSION, Hub
from hub.intake.updates import fetch_updates
from hub.opening import begin_new_epoch_within
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from hub.store.schema import audit as trail
from hub.store.schema import cases, site_update
from kiosk.errors import Refused
from tests.gallery.site.line_client import line_client
from tests.hub.conftest import Watch, new_box, person
from tests.hub.samples import leave_due
from tests.long_runs import how_many

_TABLES = [table for table in backup.copied_tables() if table is not trail]
"""What a copy brings back here: the trail stays, since a database refuses that its lines go."""


class LeaveOrBack(RuleBasedStateMachine):
    """One case, its service, a person who adds and withdraws, a clock, and copies of the database."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.watch = Watch()
        self.app = create_hub(HubSettings(data=Path(self.folder.name)), self.watch)
        self.hub: Hub = self.app.extensions[EXTENSION]
        self.client = line_client(self.app)
        add_site(self.hub.store, "SA", "Mairie de Saint-Aubin", self.hub.clock)
        self.box = new_box(self.hub, "SA", self._post)
        self.claire = person(self.hub, "claire", "Claire Morel")
        self.copy: list[bytes] = []
        self.back: set[str] = set()
        self.heard: set[str] = set()

    def _post(self, batch: dict[str, Any], token: str) -> Any:
        return self.client.post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"}).json

    @initialize()
    def submit(self) -> None:
        self.sent = self.box.submitted()
        self.box.send(self.sent)
        self.sequence = 1

    @rule(pick=some.integers(0, 4), copied=some.booleans())
    def take(self, pick: int, copied: bool) -> None:
        case = self._case()
        if offered := next_states(case.state, prepared=False):
            due = (self.hub.day(self.hub.clock.now()) + timedelta(days=30)).isoformat()
            try:
                decide_case(
                    self.hub,
                    self.claire,
                    case.reference,
                    DraftDecision(offered[pick % len(offered)], "…", case.seen, due),
                )
            except Refused as refused:
                assert refused.code == "decided-meanwhile"
        if copied:
            with self.hub.store.reading() as connection:
                lines = backup.table_lines(connection, Counter())
                self.copy = [line for line in lines if json.loads(line)[0] != trail.name]

    @rule()
    def change_the_mind(self) -> None:
        taken = self._case().taken
        if taken is not None:
            take_back_decision(self.hub, self.claire, self.sent["reference"], taken.id)
            self.back.add(taken.update_id)

    @rule(minutes=some.sampled_from((5, 10, -600)))
    def pass_time(self, minutes: int) -> None:
        self.watch.ahead.append(timedelta(minutes=minutes))
        leave_due(self.hub)

    @rule(kind=some.sampled_from(("supplement", "correction", "withdrawal")))
    def add(self, kind: str) -> None:
        made = getattr(self.box, kind)(self.sent["reference"])
        self.box.send(made)

    @rule()
    def put_the_copy_back(self) -> None:
        if self.copy:
            with self.hub.store.writing() as connection:
                for table in reversed(_TABLES):
                    connection.execute(table.delete())
                backup.insert_lines(connection, self.copy)
                begin_new_epoch_within(connection, self.hub.clock)

    @rule()
    def fetch(self) -> None:
        """The box hears what there is; what was taken back before it heard of it is never heard."""
        self.heard |= {json.loads(update.statement)["id"] for update in fetch_updates(self.hub, "SA", 0, 100)[1]}

    @invariant()
    def leaves_once_or_never(self) -> None:
        with self.hub.store.reading() as connection:
            ids = list(connection.execute(select(site_update.c.id)).scalars())
        assert len(ids) == len(set(ids)), "an update is there once"
        assert not (self.back - self.heard) & set(ids), "what was taken back has not left"
        case = self._case()
        assert len(ids) == len(case.decisions) + (case.withdrawal is not None)
        last = "withdrawn" if case.withdrawal else case.decisions[-1].state if case.decisions else "received"
        assert case.state == last, "the outside sees what has left"
        with self.hub.store.reading() as connection:
            assert connection.execute(select(cases.c.listed_state)).scalar_one() == last

    def teardown(self) -> None:
        close_hub(self.app)
        self.folder.cleanup()

    def _case(self) -> CaseFile:
        with self.hub.store.reading() as connection:
            return read_case(connection, self.hub.ring, self.sent["reference"])


LeaveOrBack.TestCase.settings = effort(
    max_examples=how_many(5, 250), stateful_step_count=how_many(15, 25), deadline=None
)
test_leave_or_back = LeaveOrBack.TestCase
