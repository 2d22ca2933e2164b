"""Whatever is lost, doubled or shuffled on the way, the hub ends with each event once and each stream in order."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings as effort
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from sqlalchemy import select

from hub.hub import EXTENSION, Hub
from hub.secrets.vault import label_of, lock_of
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from hub.store.schema import cases, event
from tests.gallery.site.line_client import line_client
from tests.hub.conftest import new_box
from tests.hub.samples import FOLLOW_CODE, Item
from tests.long_runs import how_many

CODES = (None, "out-of-order", "sequence-taken", "unknown-reference", "closed-case", "not-theirs")
"""What may be said to an event of a box that is right, and of one whose citizens guess."""


class AnyOrder(RuleBasedStateMachine):
    """A box that makes events and sends any of them, in any order, as often as it likes, sometimes changed."""

    made = Bundle("made")
    ends = Bundle("ends")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.app = create_hub(HubSettings(data=Path(self.folder.name)))
        self.hub: Hub = self.app.extensions[EXTENSION]
        self.client = line_client(self.app)
        add_site(self.hub.store, "SA", "Mairie de Saint-Aubin", self.hub.clock)
        self.box = new_box(self.hub, "SA", self._post)
        self.believed: dict[str, tuple[str, str]] = {}
        self.all: dict[str, Item] = {}
        self.guesses: set[str] = set()

    def _post(self, batch: dict[str, Any], token: str) -> Any:
        answer = self.client.post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return answer.json

    @initialize(target=ends)
    def first(self) -> Item:
        return self._keep(self.box.submitted())

    @rule(target=ends)
    def submit(self) -> Item:
        return self._keep(self.box.submitted())

    @rule(target=made, last=consumes(ends))
    def settle(self, last: Item) -> Item:
        return last

    @rule(target=ends, last=ends, kind=some.sampled_from(("supplement", "correction")))
    def add(self, last: Item, kind: str) -> Item:
        """The next event of a case; the same place may be claimed twice, as a restored box would."""
        made: Item = getattr(self.box, kind)(last["reference"], last["stream"], last["sequence"] + 1)
        return self._keep(made | {"after": last["id"]})

    @rule(target=ends, last=ends, elsewhere=some.booleans(), code=some.sampled_from(("", FOLLOW_CODE, "AAAAAAAAAA")))
    def withdraw(self, last: Item, elsewhere: bool, code: str) -> Item:
        """In the case's own stream or another one; at a desk, or alone with a code that may be a guess."""
        place = () if elsewhere else (last["stream"], last["sequence"] + 1)
        after = {} if elsewhere else {"after": last["id"]}
        made = self._keep(self.box.withdrawal(last["reference"], *place, code=code) | after)
        if code not in ("", FOLLOW_CODE):
            self.guesses.add(made["id"])
        return last if elsewhere else made

    @rule(data=some.data())
    def send(self, data: some.DataObject) -> None:
        batch = data.draw(some.lists(some.sampled_from(sorted(self.all)), max_size=12))
        heard, apart = data.draw(some.booleans()), data.draw(some.sets(some.sampled_from(sorted(self.all))))
        sent = [self.all[event_id] | ({"apart": True} if event_id in apart else {}) for event_id in batch]
        for answer in self.box.send(*sent)["answers"]:
            signed = (answer.get("statement"), answer.get("signature"))
            assert self.believed.get(answer["id"], signed) == signed
            assert answer.get("code") in CODES
            assert answer.get("code") != "not-theirs" or answer["id"] in self.guesses
            if heard and answer["outcome"] in ("acknowledged", "duplicate"):
                self.believed[answer["id"]] = signed

    @rule(data=some.data())
    def send_changed(self, data: some.DataObject) -> None:
        sent = self.all[data.draw(some.sampled_from(sorted(self.all)))]
        [answer] = self.box.send({**sent, "body": sent["body"] + " "})["answers"]
        assert answer["code"] == "wrong-hash"

    @invariant()
    def what_was_acknowledged_is_there_once_and_behind_what_it_follows(self) -> None:
        with self.hub.store.reading() as connection:
            events = connection.execute(select(event).order_by(event.c.received_at)).all()
            references = set(connection.execute(select(cases.c.reference)).scalars())
            locks = {
                stored.reference: lock_of(connection, self.hub.ring, stored.stream)
                for stored in events
                if stored.type == "submitted"
            }
        by_id = {stored.id: stored for stored in events}
        assert len(by_id) == len(events)
        for known in self.believed:
            lock = locks[by_id[known].reference]
            assert lock is not None
            assert lock.unlock(label_of("event", known), by_id[known].body) == self.all[known]["body"]
        assert len({(stored.stream, stored.sequence) for stored in events}) == len(events)
        for stored in events:
            after = self.all[stored.id].get("after")
            assert not after or by_id[after].received_at <= stored.received_at
        assert references == {stored.reference for stored in events if stored.type == "submitted"}

    @invariant()
    def a_case_is_withdrawn_once_and_nothing_follows(self) -> None:
        with self.hub.store.reading() as connection:
            events = connection.execute(select(event)).all()
        assert not self.guesses & {stored.id for stored in events}
        withdrawn = {stored.reference: stored for stored in events if stored.type == "withdrawal"}
        assert len(withdrawn) == sum(stored.type == "withdrawal" for stored in events)
        for stored in events:
            last = withdrawn.get(stored.reference, stored)
            assert (stored.received_at, stored.id == last.id) <= (last.received_at, True)
            assert stored.stream != last.stream or stored.sequence <= last.sequence

    def teardown(self) -> None:
        """A box sends everything again, apart where it is told so: all arrives but what a decision or a guess stops."""
        everything = sorted(self.all.values(), key=lambda each: each["sequence"])
        for sent in everything:
            [answer] = self.box.send(sent)["answers"]
            if answer.get("code") == "sequence-taken":
                self.box.send(sent | {"apart": True})
        with self.hub.store.reading() as connection:
            events = connection.execute(select(event)).all()
        held = {stored.id for stored in events}
        ended = {stored.reference for stored in events if stored.type == "withdrawal"}
        for sent in everything:
            stopped = sent["id"] in self.guesses or sent.get("after", sent["id"]) not in held | {sent["id"]}
            assert sent["id"] in held or sent["reference"] in ended or stopped
        assert held <= self.all.keys()
        close_hub(self.app)
        self.folder.cleanup()

    def _keep(self, made: Item) -> Item:
        self.all[made["id"]] = made
        return made


AnyOrder.TestCase.settings = effort(max_examples=how_many(12, 250), stateful_step_count=25, deadline=None)
test_any_order = AnyOrder.TestCase
