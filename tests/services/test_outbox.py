"""Whatever the hub answers, whenever the line fails: nothing is lost, nothing is doubled, nothing is out of order."""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.catalogue.define.catalogue import Catalogue, LiveCatalogue
from kiosk.clock import Clock
from kiosk.connectors.hub.connection import JudgedAnswer
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import sealing
from kiosk.domain.events import additions
from kiosk.domain.events.additions import Supplement
from kiosk.domain.events.event import Event, encode_canonical_body
from kiosk.domain.events.sealed import SealedEvent
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.places.site import Site
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, SiteSigningKey
from kiosk.services.box.in_memory import JobKeys, Shifts
from kiosk.services.box.legal_clock import Watch
from kiosk.services.exchange import receive_updates, send_events
from kiosk.services.submitted import refused_events
from kiosk.settings import Settings
from kiosk.store import outbox, wrapped_keys
from kiosk.store.database import Store
from kiosk.store.outbox import Enrolment
from printers.carriers.dummy import Dummy
from tests.long_runs import how_many

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = Site("SA", "Mairie de Saint-Aubin")
HUB = Hub("http://hub", "token", "0" * 64, "0" * 64, "SA")
HUB_KEY = sealing.pair_of_private(b"h" * 32).public
OUTCOMES = some.sampled_from(["taken", "taken", "refused", "answer lost", "not heard"])
"""What befalls an event whose turn has come; one whose turn has not is always `later`."""


class Outbox(RuleBasedStateMachine):
    """The box is real. The hub is the rule that docs/wire.md gives it: `taken` is what it holds, place by place; of it
    `theirs` came from this site too, and the box does not know it, as after an older copy was brought back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(Path(self.folder.name) / "parvis.db", bytes(32))
        clock = Clock()
        watch = Watch(self.store, clock, ZoneInfo("Europe/Paris"))
        self.box = Box(
            Settings(),
            SITE,
            self.store,
            LiveCatalogue(Catalogue(())),
            clock,
            watch,
            Dummy(),
            Shifts(clock, 12),
            JobKeys(),
            SiteSigningKey(bytes(32)),
        )
        pair = sealing.pair_of_private(b"d" * 32)
        self.nadia = Actor("", "a" * 32, "Nadia Roux", ring=Ring({DESK: pair.private}))
        with self.store.write() as db:
            wrapped_keys.insert_service_key(db, DESK, pair.public, NOON)
            outbox.insert_enrolment(db, Enrolment("http://hub", "Hub", "token", "0" * 64, HUB_KEY, "epoch"), NOON)
        self.taken: dict[tuple[str, int], str] = {}
        self.theirs: set[str] = set()
        self.refused: set[str] = set()
        self.places: dict[str, tuple[str, int]] = {}
        self.streams: list[str] = []

    @initialize()
    def begin(self) -> None:
        self.submit(0)

    @rule(minutes=some.integers(-10_000, 10_000))
    def submit(self, minutes: int) -> None:
        """A new case, dated by whatever the clock says."""
        stream, event_id = Clock().new_id(), Clock().new_id()
        self.streams.append(stream)
        event = Event(
            event_id, stream, 1, "submitted", f"SA{len(self.streams)}K", encode_canonical_body({}), self.at(minutes)
        )
        self.keep(event)

    @rule(pick=some.integers(0, 99), minutes=some.integers(-10_000, 10_000))
    def add(self, pick: int, minutes: int) -> None:
        index = pick % len(self.streams)
        stream = self.streams[index]
        sequence, replaces = outbox.read_next_place(self.store.read(), stream)
        event = additions.make_supplement_event(
            Supplement(f"{pick}", ()), event_id=Clock().new_id(), stream=stream, sequence=sequence,
            reference=f"SA{index + 1}K", site=SITE, day=NOON.date(), at=self.at(minutes), helper="", replaces=replaces,
        )  # fmt: skip
        self.keep(event)

    @rule(pick=some.integers(0, 99))
    def forget(self, pick: int) -> None:
        """Another event of this site takes the next place of a case that the hub has."""
        stream = self.streams[pick % len(self.streams)]
        height = max((place for of, place in self.taken if of == stream), default=0)
        if height:
            self.taken[stream, height + 1] = event_id = Clock().new_id()
            self.theirs.add(event_id)

    @rule(limit=some.integers(1, 5), outcomes=some.lists(OUTCOMES, min_size=5, max_size=5))
    def send(self, limit: int, outcomes: list[str]) -> None:
        """One batch; each of its events meets its own fate."""
        due = outbox.select_due_events(self.store.read(), limit)
        with self.store.write() as db:
            outbox.insert_sends(db, due, NOON)
        for event, outcome in zip(due, outcomes, strict=False):
            if answer := self.hear(event, outcome):
                receive_updates.keep_answer(self.box, HUB.verify_key, answer)

    @rule(pick=some.integers(0, 99))
    def mend(self, pick: int) -> None:
        """What the hub refused goes again: a new event in the same place."""
        if waiting := outbox.select_refused_events(self.store.read()):
            old = waiting[pick % len(waiting)]
            place = (old.stream, old.sequence, old.type, old.reference)
            body = sealing.unlock_bytes(self.key(old.stream), old.kept, f"event:{old.id}")
            self.keep(Event(Clock().new_id(), *place, body, NOON, old.id))

    @rule(pick=some.integers(0, 99))
    def give_up(self, pick: int) -> None:
        waiting = [event for event in outbox.select_refused_events(self.store.read()) if event.type == "supplement"]
        if waiting:
            refused_events.set_aside(self.box, waiting[pick % len(waiting)].id, self.nadia)

    @invariant()
    def what_the_hub_took_is_known_here_or_still_sent(self) -> None:
        sent = self.ids("SELECT id FROM outbox")
        known = self.ids("SELECT event_id FROM acknowledgements")
        assert set(self.taken.values()) - self.theirs <= known | sent
        assert known <= set(self.taken.values())
        assert len(set(self.taken.values())) == len(self.taken), "each once"

    @invariant()
    def no_place_has_two_acknowledged_events(self) -> None:
        places = Counter(
            (row["stream"], row["sequence"])
            for row in self.store.read().query("SELECT * FROM events JOIN acknowledgements ON event_id = id")
        )
        assert all(many == 1 for many in places.values())

    @invariant()
    def every_event_is_in_one_state_only(self) -> None:
        """In the outbox until it is answered or given up; nothing vanishes between."""
        everything = self.ids("SELECT id FROM events")
        states = [
            self.ids("SELECT id FROM outbox"),
            self.ids("SELECT event_id FROM acknowledgements"),
            self.ids("SELECT event_id FROM rejections"),
            self.ids("SELECT event_id FROM dismissals EXCEPT SELECT event_id FROM rejections"),
        ]
        assert sum(map(len, states)) == len(everything)
        assert set().union(*states) == everything
        assert states[2] == self.refused

    @invariant()
    def streams_are_sent_in_order_and_only_what_can_be_taken(self) -> None:
        streams: dict[str, list[SealedEvent]] = {}
        for event in outbox.select_due_events(self.store.read(), 1000):
            streams.setdefault(event.stream, []).append(event)
        assert not streams.keys() & self.ids("SELECT stream FROM attention")
        for stream, events in streams.items():
            places = [event.sequence for event in events]
            assert places == sorted(set(places))
            fresh = [event.sequence for event in events if event.id not in self.taken.values()]
            assert fresh == [self.height(stream) + number for number in range(1, len(fresh) + 1)]

    def teardown(self) -> None:
        """The line is back for good: everything arrives, but what waits for the desk."""
        for _ in range(100):
            if not outbox.select_due_events(self.store.read(), 1):
                break
            self.send(5, ["taken"] * 5)
        left = list(self.store.read().query("SELECT stream FROM outbox"))
        waiting = self.ids("SELECT stream FROM attention")
        assert {event["stream"] for event in left} <= waiting
        self.store.close()
        self.folder.cleanup()

    def hear(self, event: SealedEvent, outcome: str) -> JudgedAnswer | None:
        """The hub's answer to an event, None where it got lost."""
        place = (event.id if event.apart else event.stream, event.sequence)
        self.places[event.id] = (event.stream, event.sequence)
        if outcome == "not heard":
            return None
        if self.taken.get(place) == event.id:
            return JudgedAnswer(event.id, "duplicate") if outcome != "answer lost" else None
        there, before = self.taken.get(place), self.taken.get((place[0], place[1] - 1), event.after)
        assert not there or there in self.theirs, "two events were sent for one place"
        if there or before != event.after:
            return JudgedAnswer(event.id, "rejected", code="sequence-taken")
        if event.after and event.after not in self.taken.values():
            return JudgedAnswer(event.id, "later", code="out-of-order")
        if outcome == "refused":
            self.refused.add(event.id)
            return JudgedAnswer(event.id, "rejected", code="bad-event")
        self.taken[place] = event.id
        return JudgedAnswer(event.id, "acknowledged") if outcome == "taken" else None

    def height(self, stream: str) -> int:
        """The highest place of a stream, as the box has it, that the hub holds."""
        own = (self.places[event_id] for event_id in self.taken.values() if event_id not in self.theirs)
        return max((sequence for taken, sequence in own if taken == stream), default=0)

    def keep(self, event: Event) -> None:
        with self.store.write() as db:
            known = wrapped_keys.read_sealed_key(db, event.stream)
            key = (
                data_keys.open_key(db, event.stream, self.nadia)
                if known
                else data_keys.make_data_key(self.box, db, event.stream, DESK, self.nadia)
            )
            outbox.insert_event(db, event, key, send_events.seal_event_for_hub(self.box, db, event))

    def key(self, stream: str) -> bytes:
        return data_keys.open_key(self.store.read(), stream, self.nadia)

    def ids(self, sql: str) -> set[str]:
        return {row[0] for row in self.store.read().conn.execute(sql)}

    def at(self, minutes: int) -> datetime:
        return NOON + timedelta(minutes=minutes)


Outbox.TestCase.settings = settings(max_examples=how_many(25, 500), stateful_step_count=30, deadline=None)
TestTheOutbox = Outbox.TestCase
