"""The machine: people confirm, everything fails, and after each step hub and boxes are held against the ledger."""

from hypothesis.stateful import invariant

from kiosk.store.events.file_transfers import WAITS
from trials.exactly_once import verdict
from trials.exactly_once.by_hand import ByHand
from trials.exactly_once.faults import Faults
from trials.exactly_once.settling import settle


class ExactlyOnce(Faults, ByHand):
    """Two sites and a hub, with lines and sticks between them; `ground` is set before the first run."""

    @invariant()
    def holds(self) -> None:
        wrong = list(verdict.at_any_time(self.world))
        assert not wrong, "\n".join(wrong)

    def teardown(self) -> None:
        """Everything works again: in the end all is where it belongs."""
        try:
            self.world.lines.calm()
            settle(self.world.sites)
            for watch in self.world.watches.values():  # what was refused waits for a day at most
                watch.wait(WAITS[-1])
            for site in self.world.sites:  # the next morning: what is sealed to a key of before is sealed again
                site.sign_in()
            settle(self.world.sites)
            wrong = list(verdict.when_calm(self.world))
            assert not wrong, "\n".join(wrong)
        finally:
            self.world.close()
