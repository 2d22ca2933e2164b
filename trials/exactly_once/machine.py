"""The machine: people confirm, everything fails, and after each step hub and boxes are held against the ledger."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.clock import Clock
from kiosk.errors import Refused
from trials.exactly_once import verdict
from trials.exactly_once.ledger import Confirmed
from trials.exactly_once.settling import settle, talk
from trials.exactly_once.site import Site
from trials.exactly_once.wire import AT_THE_HUB, Harm
from trials.exactly_once.world import Ground, World

SITES = some.integers(0, 1)
PICKS = some.integers(0, 5)
"""Which one of several, counted from the newest."""
HARMS = some.lists(some.sampled_from(Harm), max_size=5)
DIES = some.sampled_from((0, 0, 0, 1, 2, 3, 4, 5, 6))
"""After how many commits the box is killed; 0 for never."""
MOST_DAYS = 12
_CLOCK = Clock()


class ExactlyOnce(RuleBasedStateMachine):
    """Two sites and a hub; `ground` is set before the first run."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.ground)
        self.ledger = self.world.ledger
        self.days = 0
        self.leapt = False
        """Whether a clock is wrong: what papers are asked for goes by the date."""

    @initialize(site=SITES)
    def first(self, site: int) -> None:
        self.submit(site, 0, taps=1)

    @rule(site=SITES, dies=DIES, taps=some.integers(1, 2))
    def submit(self, site: int, dies: int, taps: int) -> None:
        """Somebody presses « Envoyer », once or twice; whoever was cut off presses again."""
        here = self.world.sites[site]
        if not here.drafts:
            return
        draft = here.drafts.pop(0)
        done: list[tuple[str, str]] = []
        here.dies_after(dies)
        for _ in range(taps + here.tried(lambda: done.append(here.submit(draft)))):
            done.append(here.submit(draft))
        assert len(set(done)) == 1, f"doubled: one deposit has {done}"
        reference, code = done[0]
        assert reference not in self.ledger.references(), f"doubled: {reference} was given twice"
        for event in here.ids(f"SELECT id FROM events WHERE stream = '{draft.case}'"):
            self._confirm(
                Confirmed(event, here.code, "submitted", reference, draft.name, draft.file and not self.leapt)
            )
        self.ledger.codes[reference] = code

    @rule(site=SITES, pick=PICKS, dies=DIES, taps=some.integers(1, 2))
    def add(self, site: int, pick: int, dies: int, taps: int) -> None:
        """A message to a case of this site; the form carries the event's id, however often it is sent."""
        here = self.world.sites[site]
        self._append(here, self._reference(pick, here.code), "supplement", dies, taps)

    @rule(site=SITES, pick=PICKS)
    def add_elsewhere(self, site: int, pick: int) -> None:
        """A message to a case of the other site, which may never have heard of it."""
        here, there = self.world.sites[site], self.world.sites[1 - site]
        self._append(here, self._reference(pick, there.code), "supplement", 0, 1)

    @rule(site=SITES, pick=PICKS, taps=some.integers(1, 2))
    def withdraw(self, site: int, pick: int, taps: int) -> None:
        here = self.world.sites[site]
        self._append(here, self._reference(pick, here.code), "withdrawal", 0, taps)

    @rule(site=SITES, pick=PICKS, whose=PICKS)
    def withdraw_alone(self, site: int, pick: int, whose: int) -> None:
        """At a terminal, with the follow code of one's own receipt, or of somebody else's."""
        here = self.world.sites[site]
        reference, twin = self._reference(pick), self._reference(whose)
        if reference and twin:
            words = self.ledger.words()
            code = self.ledger.codes[twin]
            event = here.withdraw_alone(reference, code, words, words)
            guessed = code != self.ledger.codes[reference]
            self._confirm(Confirmed(event, here.code, "withdrawal", reference, words, guessed=guessed))

    @rule(site=SITES, harms=HARMS, dies=DIES, times=some.integers(1, 3))
    def sync(self, site: int, harms: list[Harm], dies: int, times: int) -> None:
        """The loop talks, over a line that fails."""
        here = self.world.sites[site]
        self.world.lines.harms.extend(harms)
        here.dies_after(dies)
        here.tried(lambda: [talk(here) for _ in range(times)])
        self.world.lines.harms.clear()

    @rule(site=SITES, after=some.integers(0, 6))
    def a_garbled_request(self, site: int, after: int) -> None:
        """One of those that an exchange makes: events, updates, what a file is made of, its chunks."""
        self.sync(site, [*[Harm.NONE] * after, Harm.GARBLED_REQUEST], 0, 1)

    @rule(site=SITES, harm=some.sampled_from(AT_THE_HUB))
    def the_hub_fails(self, site: int, harm: Harm) -> None:
        """Just as the first request of an exchange has come, which brings the events."""
        self.sync(site, [harm], 0, 1)

    @rule(site=SITES)
    def exchange(self, site: int) -> None:
        """Nothing fails for once."""
        here = self.world.sites[site]
        for _ in range(3):
            talk(here)

    @rule(site=SITES, times=some.integers(1, 20))
    def a_night_without_a_line(self, site: int, times: int) -> None:
        self.world.lines.down = True
        for _ in range(times):
            talk(self.world.sites[site])
        self.world.lines.down = False

    @rule(pick=PICKS, choice=some.integers(0, 9))
    def decide(self, pick: int, choice: int) -> None:
        if known := self.world.central.references():
            self.world.central.decide(
                known[-1 - pick % len(known)], lambda states: states[choice % len(states)], self.ledger.words()
            )

    @rule()
    def rotate(self) -> None:
        self.world.central.rotate()

    @rule(site=SITES)
    def restart(self, site: int) -> None:
        self.world.sites[site].restart()

    @rule()
    def copy_hub(self) -> None:
        self.world.central.copy()

    @precondition(lambda self: self.world.central.copies)
    @rule(pick=PICKS)
    def put_hub_back(self, pick: int) -> None:
        """An older copy: what boxes still have, they send again; what they have no longer is lost with the disk."""
        for site in self.world.sites:
            self.ledger.hub_may_lack |= site.ids("SELECT event_id FROM acknowledgements")
            self.ledger.hub_may_lack |= site.ids("SELECT attachment_id FROM parcel_receipts")
        self.world.central.put_back(pick)
        held = {row.id for row in self.world.central.rows("SELECT id FROM event")}
        for site in self.world.sites:
            able = site.ids("SELECT id FROM events WHERE length(sealed) > 0")
            gone = {entry.event for entry in self.ledger.of(site.code)} - able - held
            self.ledger.excused |= gone | self._files_gone(site)

    @rule(site=SITES)
    def back_up(self, site: int) -> None:
        self.world.sites[site].back_up()

    @precondition(lambda self: any(site.backups for site in self.world.sites))
    @rule(site=SITES, pick=PICKS)
    def bring_back(self, site: int, pick: int) -> None:
        """A box's disk is lost, and a backup comes back: what was sent meanwhile is at the hub, the rest is lost."""
        here = self.world.sites[site]
        if not here.backups:
            return
        given = self.ledger.references(here.code)
        here.bring_back(pick, given[-1] if given else "")
        kept = here.ids("SELECT id FROM events")
        held = {row.id for row in self.world.central.rows("SELECT id FROM event")}
        mine = {entry.event for entry in self.ledger.of(here.code)}
        self.ledger.excused |= mine - kept - held
        self.ledger.excused |= self._files_gone(here)
        submitted = here.ids("SELECT case_id FROM submissions")
        drafts = [draft for draft in self.ground.drafts[here.code] if draft.case not in submitted]
        done = {entry.words for entry in self.ledger.confirmed}
        here.drafts = [draft for draft in drafts if draft.name not in done]

    @rule(days=some.integers(1, MOST_DAYS))
    def days_pass(self, days: int) -> None:
        """Everywhere; what has had its time is destroyed."""
        if self.days + days <= 5 * MOST_DAYS:
            self.days += days
            for watch in self.world.watches.values():
                watch.wait(timedelta(days=days))

    @rule(site=SITES, years=some.sampled_from((-10, 10)))
    def clock_leaps(self, site: int, years: int) -> None:
        """Somebody sets a box's clock, talks, and sets it right."""
        here = self.world.sites[site]
        here.watch.jump(timedelta(days=365 * years))
        self.leapt = True
        talk(here)
        self.submit(site, 0, taps=1)
        talk(here)
        self.leapt = False
        here.watch.jump(timedelta(days=-365 * years))

    @invariant()
    def holds(self) -> None:
        wrong = list(verdict.at_any_time(self.world))
        assert not wrong, "\n".join(wrong)

    def teardown(self) -> None:
        """Everything works again: in the end all is where it belongs."""
        try:
            self.world.lines.calm()
            settle(self.world.sites)
            for site in self.world.sites:  # the next morning: what is sealed to a key of before is sealed again
                site.sign_in()
            settle(self.world.sites)
            wrong = list(verdict.when_calm(self.world))
            assert not wrong, "\n".join(wrong)
        finally:
            self.world.close()

    def _append(self, here: Site, reference: str, kind: str, dies: int, taps: int) -> None:
        if not reference:
            return
        words, event = self.ledger.words(), _CLOCK.new_id()
        make = here.withdraw if kind == "withdrawal" else here.add
        before = here.ids("SELECT id FROM events")
        self.ledger.begun.add(event)
        here.dies_after(dies)
        try:
            for _ in range(taps + here.tried(lambda: make(reference, words, event))):
                make(reference, words, event)
        except Refused:
            return
        made = here.ids("SELECT id FROM events") - before
        assert len(made) <= 1, f"doubled: one form made {made}"
        for event in made:
            self._confirm(Confirmed(event, here.code, kind, reference, words))

    def _confirm(self, entry: Confirmed) -> None:
        if all(entry.event != known.event for known in self.ledger.confirmed):
            self.ledger.confirmed.append(entry)

    def _reference(self, pick: int, site: str = "") -> str:
        given = self.ledger.references(site)
        return given[-1 - pick % len(given)] if given else ""

    def _files_gone(self, site: Site) -> set[str]:
        """Files of which this site has no bytes (any more)."""
        listed = self.ground.files[site.code]
        return listed - site.ids("SELECT attachment_id FROM attachment_pieces")
