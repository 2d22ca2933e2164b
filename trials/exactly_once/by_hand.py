"""Sticks between sites and the hub, beside the line: what goes both ways counts once."""

from hypothesis import strategies as some
from hypothesis.stateful import rule

from trials.exactly_once.people import DIES, PICKS, SITES, People
from trials.exactly_once.settling import talk
from trials.laboratory.stick import Carrier, Mishap


class ByHand(People):
    """Each site has its carrier, in whose drawer answers stay."""

    def __init__(self) -> None:
        super().__init__()
        self.carriers = [Carrier(site.code) for site in self.world.sites]

    @rule(site=SITES, mishap=some.sampled_from(Mishap), dies=DIES)
    def carry(self, site: int, mishap: Mishap, dies: int) -> None:
        """One stick there, and perhaps back; the box may be killed while it writes or reads it."""
        here = self.world.sites[site]
        here.dies_after(dies)
        here.tried(lambda: self.carriers[site].trip(here.box, self.world.central.hub, mishap))

    @rule(site=SITES, pick=PICKS, mishap=some.sampled_from(Mishap))
    def by_both_ways(self, site: int, pick: int, mishap: Mishap) -> None:
        """While the stick is on its way, the line is mended, and the same goes by wire."""
        here = self.world.sites[site]
        self.submit(site, 0, taps=1)
        self.add(site, pick, dies=0, taps=1)
        self.carriers[site].trip(here.box, self.world.central.hub, mishap, lambda: talk(here))
