"""What people do at two sites: submit, add, correct, withdraw, once or twice; the ledger keeps what they were told."""

from typing import ClassVar

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from kiosk.clock import Clock
from kiosk.errors import Refused
from trials.exactly_once.ledger import Confirmed
from trials.exactly_once.site import Site
from trials.exactly_once.world import Ground, World

SITES = some.integers(0, 1)
PICKS = some.integers(0, 5)
"""Which one of several, counted from the newest."""
DIES = some.sampled_from((0, 0, 0, 1, 2, 3, 4, 5, 6))
"""After how many commits the box is killed; 0 for never."""
_CLOCK = Clock()


class People(RuleBasedStateMachine):
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

    @rule(site=SITES, pick=PICKS, dies=DIES, taps=some.integers(1, 2))
    def correct(self, site: int, pick: int, dies: int, taps: int) -> None:
        here = self.world.sites[site]
        self._append(here, self._reference(pick, here.code), "correction", dies, taps)

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

    def _append(self, here: Site, reference: str, kind: str, dies: int, taps: int) -> None:
        if not reference:
            return
        words, event = self.ledger.words(), _CLOCK.new_id()
        make = {"supplement": here.add, "correction": here.correct, "withdrawal": here.withdraw}[kind]
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
