"""What people do at two sites: answer, submit, add, correct, withdraw, once or twice; the ledger keeps what they were
told."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kiosk.clock import Clock
from kiosk.domain.answers.attachment import Attachment
from kiosk.errors import Refused
from trials.rig.ledger import Confirmed, Draft
from trials.rig.world import Site, World, someone

if TYPE_CHECKING:
    from trials.rig.world import World


class Step(msgspec.Struct, frozen=True):
    """One thing that happens, and how `often` beside the others; its name and its sentence are the function's own. Some
    need a world on a disk of its own, which may break."""

    do: "Callable[[World], object]"
    often: int = 2
    needs_disk: bool = False

    @property
    def name(self) -> str:
        return self.do.__name__.replace("_", " ")

    @property
    def says(self) -> str:
        return (self.do.__doc__ or "").split("\n")[0]


DIES = (0, 0, 0, 1, 2, 3, 4, 5, 6)
"""After how many commits the box is killed; 0 for never."""
RESTARTS = 0.4
"""The share of additions whose files are found again in a session that began after they were joined."""
NEWEST = 6
"""How many references of the newest a gesture chooses from."""
_CLOCK = Clock()


def answer(world: World) -> None:
    """Somebody answers every question of a new case; whoever is cut off opens it again, and goes on."""
    here, case = world.site(), _CLOCK.new_id()
    world.people += 1
    who, done = someone(world.people), list[Draft]()
    here.dies_after(world.dice.randrange(1, 12))
    if here.tried(lambda: done.append(here.answer(who, case))):
        done.append(here.answer(who, case))
    here.drafts.insert(0, done[0])


def submit(world: World) -> None:
    """Somebody presses « Envoyer », once or twice; whoever was cut off presses again."""
    submit_at(world, world.site(), dies=world.dice.choice(DIES), taps=world.dice.choice((1, 2)))


def submit_at(world: World, here: Site, *, dies: int = 0, taps: int = 1) -> None:
    """The same at that site."""
    draft, done = world.draft(here), list[tuple[str, str]]()
    here.dies_after(dies)
    try:
        for _ in range(taps + here.tried(lambda: done.append(here.submit(draft)))):
            done.append(here.submit(draft))
    except Refused:  # by a disk that took the first press and not the second
        if not done:
            raise
    assert len(set(done)) == 1, f"doubled: one deposit has {done}"
    reference, code = done[0]
    # A number comes again where one copy is brought back twice, and what was numbered between was lost unsent.
    given = [entry.reference for entry in world.ledger.confirmed if not world.ledger.is_excused(entry)]
    assert reference not in given, f"doubled: {reference} was given twice"
    for event in here.ids(f"SELECT id FROM events WHERE stream = '{draft.case}'"):
        file, answers = draft.file and not world.leapt, "" if world.leapt else draft.answers
        confirm(world, Confirmed(event, here.code, "submitted", reference, draft.name, answers, file))
    world.ledger.codes[reference] = code


def add(world: World) -> None:
    """A message to a case of this site; the form carries the event's id, however often it is sent."""
    add_at(world, world.site(), dies=world.dice.choice(DIES), taps=world.dice.choice((1, 2)))


def add_at(world: World, here: Site, *, dies: int = 0, taps: int = 1) -> None:
    """The same at that site."""
    append(world, here, reference_of(world, here.code), "supplement", Form(dies, taps))


def add_files(world: World) -> None:
    """One to three files to a case of this site or the other; who is cut off signs in anew, and finds them again."""
    here, reference = world.site(), reference_of(world)
    if not reference or here.waiting(reference):  # those of an addition that was refused
        return
    event, files = _CLOCK.new_id(), list[Attachment]()
    for number in range(world.dice.randrange(1, 4)):
        here.dies_after(world.dice.choice(DIES))
        try:
            if here.tried(lambda number=number: here.join(reference, event, number)):  # type: ignore[misc]
                world.met["killed while a file is joined"] += 1
            files.append(here.join(reference, event, number))
        except Refused:  # the case has ended
            return
        world.ledger.joined[here.code].add(files[-1].id)
    if world.dice.random() < RESTARTS:
        here.restart()
    hashes = sorted(file.sha256 for file in files)
    assert here.waiting(reference) == hashes, f"incomplete: {here.code} shows other files of {event} than were joined"
    dies, taps = world.dice.choice(DIES), world.dice.choice((1, 2))
    append(world, here, reference, "supplement", Form(dies, taps, event, tuple(hashes)))


def add_elsewhere(world: World) -> None:
    """A message to a case of the other site, which may never have heard of it."""
    here = world.site()
    [there] = [site for site in world.sites if site is not here]
    append(world, here, reference_of(world, there.code), "supplement", Form())


def correct(world: World) -> None:
    """Somebody corrects an answer."""
    here, dies, taps = world.site(), world.dice.choice(DIES), world.dice.choice((1, 2))
    append(world, here, reference_of(world, here.code), "correction", Form(dies, taps))


def withdraw(world: World) -> None:
    """Somebody withdraws their request."""
    here = world.site()
    append(world, here, reference_of(world, here.code), "withdrawal", Form(taps=world.dice.choice((1, 2))))


def withdraw_alone(world: World) -> None:
    """At a terminal, with the follow code of one's own receipt, or of somebody else's."""
    here, reference, twin = world.site(), reference_of(world), reference_of(world)
    if reference:
        words, code = world.ledger.words(), world.ledger.codes[twin]
        event = here.withdraw_alone(reference, code, words, words)
        guessed = code != world.ledger.codes[reference]
        confirm(world, Confirmed(event, here.code, "withdrawal", reference, words, guessed=guessed))


class Form(msgspec.Struct, frozen=True):
    """A form that is sent: after how many commits the box is killed, how often it is pressed, its event's id where that
    is known before, and the hashes of the files that wait in it."""

    dies: int = 0
    taps: int = 1
    event: str = ""
    files: tuple[str, ...] = ()


def append(world: World, here: Site, reference: str, kind: str, form: Form) -> None:
    """Add to a case what is of that kind; refused, it was told to nobody."""
    if not reference:
        return
    words, event = world.ledger.words(), form.event or _CLOCK.new_id()
    make = {"supplement": here.add, "correction": here.correct, "withdrawal": here.withdraw}[kind]
    before = here.ids("SELECT id FROM events")
    world.ledger.begun.add(event)
    here.dies_after(form.dies)
    try:
        for _ in range(form.taps + here.tried(lambda: make(reference, words, event))):
            make(reference, words, event)
    except Refused:
        return
    made = here.ids("SELECT id FROM events") - before
    assert len(made) <= 1, f"doubled: one form made {made}"
    for event_id in made:
        confirm(world, Confirmed(event_id, here.code, kind, reference, words, files=form.files))
        world.met["additions with files"] += bool(form.files)
        world.met["files joined to additions"] += len(form.files)


def confirm(world: World, entry: Confirmed) -> None:
    """Note what was told."""
    if all(entry.event != known.event for known in world.ledger.confirmed):
        world.ledger.confirmed.append(entry)


def reference_of(world: World, site: str = "") -> str:
    """One of the newest references on receipts, "" for none."""
    given = world.ledger.references(site)[-NEWEST:]
    return world.dice.choice(given) if given else ""


GESTURES = (
    Step(answer, 1), Step(submit, 6), Step(add, 3), Step(add_files, 4), Step(add_elsewhere), Step(correct),
    Step(withdraw), Step(withdraw_alone),
)  # fmt: skip
