"""One world after another until so many cases were confirmed; in each, people and faults as its dice choose."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk.store.file_transfers import WAITS
from trials.rig import verdict
from trials.rig.disks import breakable
from trials.rig.faults import FAULTS
from trials.rig.people import GESTURES
from trials.rig.world import Ground, World, ground

STEPS = 40
"""What happens in one world."""
ON_A_DISK = 20
"""One in so many worlds lies on a disk of its own that may break, where one may be mounted."""
WRONG = "wrong: "
TELL_EVERY_S = 30
KINDS = ("lost", "doubled", "disordered", "incomplete", "stuck")


class Figures(msgspec.Struct):
    """What was done (`met` counts what happened) and what is `wrong`, one plain line each, with the steps that lead
    there in world number `at`."""

    worlds: int = 0
    confirmed: Counter[str] = msgspec.field(default_factory=Counter)
    met: Counter[str] = msgspec.field(default_factory=Counter)
    wrong: list[str] = []
    steps: list[str] = []
    at: int = 0
    seconds: float = 0.0

    @property
    def cases(self) -> int:
        return self.confirmed["submitted"]


def run(seed: int, cases: int, most_s: float, worlds: range, say: Callable[[str], None]) -> Figures:
    """Run these worlds until so many cases were confirmed, or so many seconds are over, or something is wrong."""
    figures, began = Figures(), time.monotonic()
    told = began
    with ground() as made:
        for number in worlds:
            _world(made, seed, number, figures)
            figures.seconds = time.monotonic() - began
            if figures.wrong:
                figures.at = number
            if figures.wrong or figures.cases >= cases or figures.seconds > most_s:
                break
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                say(f"{figures.seconds:.0f} s: {figures.worlds} worlds, {figures.cases} cases confirmed")
    return figures


def _world(made: Ground, seed: int, number: int, figures: Figures) -> None:
    """One world to its end; a line of `figures.wrong` for each promise that it breaks."""
    dice = random.Random(f"{seed} {number}")
    if number % ON_A_DISK != ON_A_DISK - 1:
        _live(World(made, dice), figures)
        return
    with breakable(Path(tempfile.mkdtemp(prefix="parvis-disk-"))) as disk:
        _live(World(made, dice, disk), figures)


def _live(world: World, figures: Figures) -> None:
    able = [step for step in (*GESTURES, *FAULTS) if world.disk or not step.needs_disk]
    often = [step.often for step in able]
    try:
        for _ in range(STEPS):
            [step] = world.dice.choices(able, often)
            world.steps.append(step.name)
            world.met[step.name] += 1
            step.do(world)
            _must_hold(list(verdict.at_any_time(world)))
        _calm(world)
        _must_hold(list(verdict.when_calm(world)))
    except AssertionError as broken:
        figures.wrong, figures.steps = str(broken).splitlines(), world.steps
    finally:
        world.close()
    figures.worlds += 1
    figures.met += world.met
    figures.confirmed.update(entry.kind for entry in world.ledger.confirmed)


def _must_hold(wrong: list[str]) -> None:
    if wrong:
        raise AssertionError("\n".join(wrong))


def _calm(world: World) -> None:
    """Everything works again: in the end all is where it belongs."""
    world.steps.append("all is calm")
    world.lines.calm()
    world.settle()
    for watch in world.watches.values():  # what was refused waits for a day at most
        watch.wait(WAITS[-1])
    for site in world.sites:  # the next morning: what is sealed to a key of before is sealed again
        site.sign_in()
    world.settle()
