"""What befalls lines, sites and the hub, by themselves or one after the other."""

from datetime import timedelta

from hypothesis import strategies as some
from hypothesis.stateful import precondition, rule

from trials.exactly_once.people import DIES, PICKS, SITES, People
from trials.exactly_once.settling import talk
from trials.exactly_once.wire import AT_THE_HUB, TAKING, Harm

HARMS = some.lists(some.sampled_from(Harm), max_size=5)
MOST_DAYS = 12


class Faults(People):
    """Everything fails, at any time."""

    @rule(site=SITES, harms=HARMS, dies=DIES, times=some.integers(1, 3))
    def sync(self, site: int, harms: list[Harm], dies: int, times: int) -> None:
        """The loop talks, over a line that fails."""
        here = self.world.sites[site]
        self.world.lines.harms.extend(harms)
        here.dies_after(dies)
        here.tried(lambda: [talk(here) for _ in range(times)])
        self.world.lines.relent()

    @rule(site=SITES, after=some.integers(0, 6))
    def a_garbled_request(self, site: int, after: int) -> None:
        """One of those that an exchange makes: events, updates, what a file is made of, its chunks."""
        self.sync(site, [*[Harm.NONE] * after, Harm.GARBLED_REQUEST], 0, 1)

    @rule(site=SITES, harm=some.sampled_from(AT_THE_HUB))
    def the_hub_fails(self, site: int, harm: Harm) -> None:
        """Just as the first request of an exchange has come, which brings the events."""
        self.sync(site, [harm], 0, 1)

    @rule(site=SITES, pick=PICKS, harm=some.sampled_from(TAKING))
    def the_hub_fails_at_the_commit(self, site: int, pick: int, harm: Harm) -> None:
        """Of the transaction that takes what somebody has just submitted or added."""
        self.submit(site, 0, taps=1)
        self.add(site, pick, dies=0, taps=1)
        self.sync(site, [harm], 0, 1)

    @rule(site=SITES)
    def a_garbled_file(self, site: int) -> None:
        """Somebody submits, with a paper while there are such drafts: it arrives at its length, with other bytes."""
        self.world.sites[site].drafts.sort(key=lambda draft: not draft.file)
        self.world.lines.garbles_chunks = True
        self.submit(site, 0, taps=1)
        self.exchange(site)
        self.world.lines.garbles_chunks = False

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

    @rule(site=SITES, pick=PICKS)
    def the_hub_forgets(self, site: int, pick: int) -> None:
        """A copy is put back that is older by one message, and another message comes: the one between is lacking."""
        self.exchange(site)
        self.copy_hub()
        self.add(site, pick, dies=0, taps=1)
        self.exchange(site)
        self.put_hub_back(-1)
        self.add(site, pick, dies=0, taps=1)
        self.sync(site, [], 0, 1)

    @precondition(lambda self: self.world.central.copies)
    @rule(pick=PICKS)
    def put_hub_back(self, pick: int) -> None:
        """An older copy: what boxes still have, they send again; what they have no longer is lost with the disk."""
        for site in self.world.sites:
            self.ledger.hub_may_lack |= site.ids("SELECT event_id FROM acknowledgements")
            self.ledger.hub_may_lack |= site.ids("SELECT attachment_id FROM parcel_receipts")
        for table in ("event", "attachment"):  # of which an answer may still come, from a stick in a drawer
            self.ledger.hub_may_lack |= {row.id for row in self.world.central.rows(f"SELECT id FROM {table}")}
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
