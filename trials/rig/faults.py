"""What befalls lines, sticks, sites, disks, clocks and the hub: a new fault is a function and its word in `FAULTS`."""

import shutil
from datetime import timedelta

from kiosk.commands.asking import describe_error
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import ParvisError, Refused, Unreachable
from kiosk.services.box.box import open_box
from trials.rig import disks
from trials.rig.central import AT_THE_HUB, TAKING, Harm
from trials.rig.disks import Mishap
from trials.rig.people import DIES, Step, add_at, submit_at
from trials.rig.world import Site, World, settings_of, talk

MOST_DAYS = 12
NO_ROOM = (Refusal.DISK_FULL, Refusal.DISK_SHORT)
MOST_TRIES = 200
"""Gestures after which a disk has to have broken."""


def exchange(world: World) -> None:
    """Nothing fails for once."""
    for _ in range(3):
        talk(world.site())


def a_bad_line(world: World) -> None:
    """The loop talks over a line that fails, and the box may be killed meanwhile."""
    here = world.site()
    harms = [world.dice.choice(list(Harm)) for _ in range(world.dice.randrange(6))]
    _talk(world, here, harms, dies=world.dice.choice(DIES), times=world.dice.randrange(1, 4))


def a_garbled_request(world: World) -> None:
    """One of those that an exchange makes: events, updates, what a file is made of, its chunks."""
    _talk(world, world.site(), [*[Harm.NONE] * world.dice.randrange(7), Harm.GARBLED_REQUEST])


def the_hub_fails(world: World) -> None:
    """Just as the first request of an exchange has come, which brings the events."""
    _talk(world, world.site(), [world.dice.choice(AT_THE_HUB)])


def the_hub_fails_at_the_commit(world: World) -> None:
    """Of the transaction that takes what somebody has just submitted or added."""
    here = world.site()
    submit_at(world, here)
    add_at(world, here)
    _talk(world, here, [world.dice.choice(TAKING)])


def a_garbled_file(world: World) -> None:
    """Somebody submits, with a paper while there are such drafts: it arrives at its length, with other bytes."""
    here = world.site()
    here.drafts.sort(key=lambda draft: not draft.file)
    world.lines.garbles_chunks = True
    submit_at(world, here)
    for _ in range(3):
        talk(here)
    world.lines.garbles_chunks = False


def a_night_without_a_line(world: World) -> None:
    """The loop goes on trying."""
    here, world.lines.down = world.site(), True
    for _ in range(world.dice.randrange(1, 21)):
        talk(here)
    world.lines.down = False


def a_stick(world: World) -> None:
    """One stick there, and perhaps back; the box may be killed while it writes or reads it."""
    here, mishap = world.site(), world.dice.choice(list(Mishap))
    here.dies_after(world.dice.choice(DIES))
    here.tried(lambda: world.carriers[here.code].trip(here.box, world.central.hub, mishap))
    world.met[f"stick: {mishap}"] += 1


def by_both_ways(world: World) -> None:
    """While the stick is on its way, the line is mended, and the same goes by wire."""
    here = world.site()
    submit_at(world, here)
    add_at(world, here)
    mishap = world.dice.choice(list(Mishap))
    world.carriers[here.code].trip(here.box, world.central.hub, mishap, lambda: talk(here))


def decide(world: World) -> None:
    """The service decides on one of the newest cases."""
    if known := world.central.references()[-6:]:
        world.central.decide(world.dice.choice(known), world.dice.choice, world.ledger.words())


def the_hub_dies_deciding(world: World) -> None:
    """The hub is killed as it keeps a decision; it is taken again."""
    world.central.harm(Harm.HUB_DIES)
    decide(world)
    world.central.harm(Harm.NONE)


def rotate(world: World) -> None:
    """The hub makes new keys."""
    world.central.rotate()


def restart(world: World) -> None:
    """A box is switched off in order, and on again."""
    world.site().restart()


def copy_hub(world: World) -> None:
    """Somebody copies the hub's database."""
    world.central.copy()


def the_hub_forgets(world: World) -> None:
    """A copy is put back that is older by one message, and another message comes: the one between is lacking."""
    here = world.site()
    for _ in range(3):
        talk(here)
    world.central.copy()
    add_at(world, here)
    for _ in range(3):
        talk(here)
    _put_back(world, -1)
    add_at(world, here)
    talk(here)


def put_hub_back(world: World) -> None:
    """An older copy: what boxes still have, they send again; what they have no longer is lost with the disk."""
    if world.central.copies:
        _put_back(world, world.dice.randrange(6))


def back_up(world: World) -> None:
    """A box makes a backup."""
    world.site().back_up()


def bring_back(world: World) -> None:
    """A box's disk is lost, and a backup comes back: what was sent meanwhile is at the hub, the rest is lost."""
    here, ledger = world.site(), world.ledger
    if not here.backups:
        return
    given = ledger.references(here.code)
    here.bring_back(world.dice.randrange(6), given[-1] if given else "")
    kept = here.ids("SELECT id FROM events")
    held = {row.id for row in world.central.rows("SELECT id FROM event")}
    ledger.excused |= {entry.event for entry in ledger.of(here.code)} - kept - held
    ledger.excused |= _files_gone(world, here)
    # Sent before: the box that came back holds them in a draft.
    ledger.excused |= ledger.joined[here.code] & here.ids("SELECT id FROM attachments WHERE event_id IS NULL")
    submitted = here.ids("SELECT case_id FROM submissions")
    done = {entry.words for entry in ledger.confirmed}
    drafts = [draft for draft in world.made.drafts[here.code] if draft.case not in submitted]
    here.drafts = [draft for draft in drafts if draft.name not in done]
    for draft in drafts:  # sent before: the box that came back knows of no case for its file
        if draft.name in done:
            ledger.excused |= here.ids(f"SELECT id FROM attachments WHERE case_id = '{draft.case}'")


def a_full_disk(world: World) -> None:
    """The box's disk is full: whoever submits is refused in words or told the truth; then there is room again."""
    here = world.site()
    with here.full_disk():
        for gesture in (submit_at, add_at):
            ready = list(here.drafts)
            try:
                gesture(world, here)
            except Refused as fault:
                assert fault.code in NO_ROOM, f"broken: a full disk is called {fault.code}"
                here.drafts = ready
        talk(here)
    submit_at(world, here)
    talk(here)


def a_ruined_file(world: World) -> None:
    """A copy of a box that cannot be whole is refused in words, with the backups in sight, and never begun anew."""
    here, how = world.site(), world.dice.choice(disks.RUINS)
    copy = world.folder / "ruined"
    shutil.copytree(here.folder, copy, ignore=shutil.ignore_patterns("*-shm"))
    paths = settings_of(copy, here.code).paths
    disks.ruin(paths.database, paths.database_key, how, world.dice)
    try:
        open_box(settings_of(copy, here.code), here.watch).store.close()
    except ParvisError as fault:
        words = describe_error(fault).strip()
        assert len(words.splitlines()) <= 2, f"broken: {how}, and it says {words}"
    else:
        raise AssertionError(f"broken: {how}, and the box starts")
    finally:
        shutil.rmtree(copy)


def a_broken_disk(world: World) -> None:
    """The disk of box and hub breaks while people work; mended, all that was confirmed is there (root alone)."""
    assert world.disk is not None
    here, how, refused = world.site(), world.dice.choice(disks.WAYS), 0
    world.met[f"disk: {how}"] += 1
    world.disk.harm(how)
    for _ in range(MOST_TRIES):
        try:
            submit_at(world, here)
            talk(here)
        except (Refused, Unreachable) as fault:
            known = fault.code in (*NO_ROOM, Refusal.DISK_FAULT, LineFault.HUB_BROKEN)
            assert known, f"broken: a disk that is {how} is called {fault.code}"
            refused += 1
            if refused == 5:
                break
    else:
        raise AssertionError(f"broken: a disk that is {how} takes everything")
    world.restart_on(world.disk, how)
    # What was refused because the disk would not say that it has it may be there all the same: nobody was told.
    world.ledger.begun |= here.ids("SELECT id FROM events")


def days_pass(world: World) -> None:
    """Everywhere; what has had its time is destroyed."""
    days = world.dice.randrange(1, MOST_DAYS + 1)
    if world.days + days <= 5 * MOST_DAYS:
        world.days += days
        for watch in world.watches.values():
            watch.wait(timedelta(days=days))


def a_clock_leaps(world: World) -> None:
    """Somebody sets a box's clock ten years off, talks, and sets it right."""
    here, years = world.site(), world.dice.choice((-10, 10))
    here.watch.jump(timedelta(days=365 * years))
    world.leapt = True
    talk(here)
    submit_at(world, here)
    talk(here)
    world.leapt = False
    here.watch.jump(timedelta(days=-365 * years))


FAULTS = (
    Step(exchange), Step(a_bad_line, 4), Step(a_garbled_request), Step(the_hub_fails),
    Step(the_hub_fails_at_the_commit), Step(a_garbled_file), Step(a_night_without_a_line), Step(a_stick),
    Step(by_both_ways), Step(decide), Step(the_hub_dies_deciding, 1), Step(rotate), Step(restart), Step(copy_hub),
    Step(the_hub_forgets), Step(put_hub_back), Step(back_up), Step(bring_back), Step(a_full_disk, 1),
    Step(a_ruined_file, 1), Step(a_broken_disk, 4, True), Step(days_pass), Step(a_clock_leaps, 1),
)  # fmt: skip


def _talk(world: World, here: Site, harms: list[Harm], *, dies: int = 0, times: int = 1) -> None:
    world.lines.harms.extend(harms)
    world.met.update(f"line: {harm}" for harm in harms if harm is not Harm.NONE)
    here.dies_after(dies)
    here.tried(lambda: [talk(here) for _ in range(times)])
    world.lines.relent()


def _put_back(world: World, number: int) -> None:
    ledger = world.ledger
    for site in world.sites:
        ledger.hub_may_lack |= site.ids("SELECT event_id FROM acknowledgements")
        ledger.hub_may_lack |= site.ids("SELECT attachment_id FROM parcel_receipts")
    for table in ("event", "attachment"):  # of which an answer may still come, from a stick in a drawer
        ledger.hub_may_lack |= {row.id for row in world.central.rows(f"SELECT id FROM {table}")}
    world.central.put_back(number)
    held = {row.id for row in world.central.rows("SELECT id FROM event")}
    for site in world.sites:
        able = site.ids("SELECT id FROM events WHERE length(sealed) > 0")
        gone = {entry.event for entry in ledger.of(site.code)} - able - held
        ledger.excused |= gone | _files_gone(world, site)


def _files_gone(world: World, site: Site) -> set[str]:
    """Files of which this site has no bytes (any more)."""
    joined = world.made.files[site.code] | world.ledger.joined[site.code]
    return joined - site.ids("SELECT attachment_id FROM attachment_pieces")
