"""`python -m trials.rig.several`: several boxes on one case.

Two boxes of one site, the second from a backup of the first while the first goes on, and a box of another site add to
the same cases, correct and withdraw, each over its own line, in an order that dice decide. Nothing confirmed is lost,
doubled or disordered: it is at the hub, or the desk that confirmed it is shown why not; every desk is told the rest.
"""

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

from kiosk.errors import Refused
from kiosk.services.upkeep import restore
from tests.gallery.site.cast import sheet_private
from trials.rig.people import Form, answer, append, submit_at
from trials.rig.run import MAY_BE_REFUSED, HeldAtHub, streams_of, told_to
from trials.rig.world import Site, World, ground, talk

CASES = 3
KINDS = ("supplement", "supplement", "correction", "withdrawal")
"""Of four gestures; a withdrawal ends a case, and what comes later is refused."""
GESTURES = 14
_TALKS = 0.4
"""The chance that a box talks with the hub after a gesture."""


def twin_of(world: World, here: Site) -> Site:
    """A second box of the same site, from a backup that was made just now."""
    here.back_up()
    folder = here.folder.with_name(f"{here.code}-twin")
    latest = world.ledger.references(here.code)[-1]
    asked = restore.RestoreQuestions(sheet_private, lambda counter_of: counter_of(latest), lambda _: True)
    restore.restore_backup(here.backups[-1], folder, asked, here.watch)
    twin = Site(folder, here.code, here.watch, [], world.dice)
    twin.sign_in()
    return twin


def live(world: World, gestures: int) -> Counter[str]:
    """The boxes' common day; gives what each desk is told, by kind, and what is wrong, which begins with « ! »."""
    dice, met = world.dice, Counter[str]()
    first, other = world.sites
    for _ in range(CASES):
        submit_at(world, first)
    for site in world.sites:
        talk(site)
    twin = twin_of(world, first)
    world.sites = [first, twin, other]
    names = {id(first): "first", id(twin): "restored", id(other): "other site"}
    confirmed: dict[str, str] = {}
    for _ in range(gestures):
        here = dice.choice(world.sites)
        before = len(world.ledger.confirmed)
        append(world, here, dice.choice(world.ledger.references()), dice.choice(KINDS), Form(taps=dice.choice((1, 2))))
        confirmed |= {entry.event: names[id(here)] for entry in world.ledger.confirmed[before:]}
        met.update(f"confirmed: {entry.kind}" for entry in world.ledger.confirmed[before:])
        met["refused at the desk, at once"] += before == len(world.ledger.confirmed)
        if dice.random() < _TALKS:
            talk(dice.choice(world.sites))
    for site in (first, twin):
        _submit_more(world, site)
    world.settle()
    for line in _wrong(world, met, confirmed, names):
        met[f"! {line}"] += 1
    return met


def _submit_more(world: World, site: Site) -> None:
    """Both boxes of one site give numbers while neither knows of the other."""
    try:
        if not site.drafts:
            kept, world.sites = world.sites, [site]
            answer(world)
            world.sites = kept
        submit_at(world, site)
    except Refused as reason:
        raise AssertionError(f"a box may not submit: {reason.code}") from None


def _wrong(world: World, met: Counter[str], confirmed: dict[str, str], names: dict[int, str]) -> Iterator[str]:
    hub = HeldAtHub(world.central)
    bodies = hub.bodies(world.central)
    yield from streams_of(hub)
    yield from _order_at_each(world, hub, confirmed)
    people = Counter(body["who"] for body in bodies.values())
    yield from (f"doubled: {words} is at the hub {many} times" for words, many in people.items() if many > 1)
    shown: dict[str, str] = {}
    waits: dict[str, list[str]] = defaultdict(list)
    for site in world.sites:
        rows = site.rows("SELECT id, code FROM attention")
        shown |= {str(row["id"]): str(row["code"]) for row in rows}
        met.update(f"shown at the {names[id(site)]} desk: {row['code']}" for row in rows)
        stopped = site.ids("SELECT reference FROM attention")
        for row in site.rows("SELECT id, reference FROM outbox"):
            waits[str(row["id"])].append(names[id(site)])
            if row["reference"] not in stopped:
                yield f"stuck: {row['id']} at {names[id(site)]}"
        met.update(
            f"heard at the {names[id(site)]} desk: {row['kind']}" for row in site.rows("SELECT kind FROM updates")
        )
        yield from told_to(site, world.central)
    for entry in world.ledger.confirmed:
        if entry.event not in bodies and entry.event not in shown and entry.event not in waits:
            yield f"lost: {entry.kind} of {entry.reference} at {confirmed.get(entry.event)}"
        elif entry.event in bodies and bodies[entry.event]["who"] != entry.words:
            yield f"changed: {entry.event}"
    met["at the hub"] += sum(entry.event in bodies for entry in world.ledger.confirmed)
    met["behind one that is shown"] += sum(event not in shown for event in waits)
    yield from (f"refused for {code}" for code in shown.values() if code not in MAY_BE_REFUSED - {"sequence-taken"})
    met.update(f"numbers: {kind}" for kind in _numbers(world))


def _order_at_each(world: World, hub: HeldAtHub, confirmed: dict[str, str]) -> Iterator[str]:
    """What one box confirmed of one case arrives in its order; of two boxes neither knows who was first."""
    places = {event.id: place for place, event in enumerate(hub.events)}
    last: dict[tuple[str, str], int] = {}
    for entry in world.ledger.confirmed:
        if entry.event in places:
            place = places[entry.event]
            at = entry.reference, confirmed.get(entry.event, "first")
            if place < last.get(at, -1):
                yield f"disordered: {entry.event} of {entry.reference} at {at[1]}"
            last[at] = place


def _numbers(world: World) -> Iterator[str]:
    given = [entry.reference for entry in world.ledger.confirmed if entry.kind == "submitted"]
    yield "twice" if len(set(given)) < len(given) else "each once"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.rig.several", description="Several boxes on one case.")
    options.add_argument("--worlds", type=int, default=40)
    options.add_argument("--seed", type=int, default=28)
    asked = options.parse_args()
    total, began = Counter[str](), time.monotonic()
    with ground() as made:
        for number in range(asked.worlds):
            world = World(made, random.Random(f"{asked.seed} {number}"))
            try:
                met = live(world, GESTURES)
            finally:
                world.close()
            for line in met:
                if line.startswith("!"):
                    print(f"world {number}: {line}", flush=True)
            total.update({"wrong" if line.startswith("!") else line: many for line, many in met.items()})
    for line, many in sorted(total.items()):
        print(f"{line:<60}{many:>7}")
    print(f"{asked.worlds} worlds, {time.monotonic() - began:.0f} s; wrong: {total['wrong']}")
    return int(bool(total["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
