"""Mandates at the desk: made, signed, renewed, found, and ended by the citizen."""

from kiosk import sealing
from kiosk.domain import mandate as domain
from kiosk.domain.mandate import Mandate, Standing, Terms
from kiosk.domain.mandate_person import is_named, is_of, matches
from kiosk.domain.mandate_record import packed
from kiosk.domain.ring import DESK
from kiosk.domain.signature import Signature
from kiosk.errors import Refused
from kiosk.services import safe, spooler
from kiosk.services.box import Actor, Box
from kiosk.services.mandate_end import note_expired
from kiosk.services.mandate_reading import Opened, about, read
from kiosk.store import journal, safekeeping
from kiosk.store import mandates as store
from kiosk.store.database import Database
from kiosk.store.mandates import Kept

MOST_FOUND = 30
"""A search shows no more; whoever searches types one letter more."""


def make(box: Box, terms: Terms, signature: Signature | None, actor: Actor, mandate_id: str = "") -> Opened:
    """Keep a mandate and print its two copies; what was signed on the screen is in force at once, paper is not yet.

    `mandate_id` is the form's own, so that a double tap makes one. Raises `Refused`: `day-unsure` while the clock is
    doubted, `bad-mandate`, `no-signature`, `no-such-mandate` or `other-person` or `mandate-over` for what is renewed.
    """
    today = box.watch.look()
    if not today.certain:
        raise Refused("day-unsure")
    if (terms.manner == "screen") != (signature is not None):
        raise Refused("no-signature")
    mandate = domain.made(
        terms, mandate_id=mandate_id or box.clock.new_id(), today=today.day, mediator_id=actor.mediator_id,
        mediator=actor.name, site=box.site.name,
    )  # fmt: skip
    with box.store.write() as db:
        if store.get(db, mandate.id) is not None:
            return open_one(box, mandate.id, actor, db)
        if safekeeping.any_left(db, mandate.id):  # an id that a form made up is no way to another subject's key
            raise Refused("bad-mandate")
        if terms.renewed_from:
            _can_renew(open_one(box, terms.renewed_from, actor, db), mandate)
        # Not handed to the browser's session: a mandate is read by a ring alone.
        key = safe.new_key(box, db, mandate.id, DESK, Actor())
        record = sealing.lock(key, packed(mandate, signature), about(mandate.id))
        unsigned = Standing(signed=False)
        store.add(db, mandate.id, mandate.ends_on, domain.kept_until(mandate, unsigned, today.day, _years(box)), record)
        if mandate.manner != "paper":
            _signed(box, db, mandate, actor)
        for kind in ("mandate", "mandate-kept"):
            spooler.queue(box, db, kind, mandate.number, mandate.id, None, actor, key)
        return open_one(box, mandate.id, actor, db)


def confirm(box: Box, mandate_id: str, actor: Actor) -> None:
    """Both papers are signed: from now on the mandate is in force. Raises `Refused("no-such-mandate")`."""
    with box.store.write() as db:
        opened = open_one(box, mandate_id, actor, db)
        if not opened.standing.signed:
            _signed(box, db, opened.mandate, actor)


def revoke(box: Box, mandate_id: str, said: str, actor: Actor) -> None:
    """The citizen ends their mandate, whatever the day; `said` is their name, asked again.

    Raises `Refused`: `no-such-mandate`, `other-name`.
    """
    with box.store.write() as db:
        opened = open_one(box, mandate_id, actor, db)
        if not is_named(opened.mandate, said):
            raise Refused("other-name")
        if opened.standing.over:
            return
        _mark(box, db, opened.mandate, "revoked", opened.standing)
        note(box, db, "mandate-revoked", opened.mandate, actor)
        spooler.queue(box, db, "mandate-revoked", opened.mandate.number, mandate_id, None, actor, opened.key)


def print_again(box: Box, kind: str, mandate_id: str, actor: Actor) -> None:
    """One of a mandate's papers once more. Raises `Refused("no-such-mandate")`."""
    with box.store.write() as db:
        opened = open_one(box, mandate_id, actor, db)
        spooler.queue(box, db, kind, opened.mandate.number, mandate_id, None, actor, opened.key)


def open_one(box: Box, mandate_id: str, actor: Actor, db: Database | None = None) -> Opened:
    """The mandate of that id. Raises `Refused("no-such-mandate")`, the same for one that the actor cannot read."""
    db = db or box.store.read()
    kept = store.get(db, mandate_id)
    opened = _opened(db, kept, actor) if kept else None
    if opened is None:
        raise Refused("no-such-mandate")
    return opened


def find(box: Box, typed: str, actor: Actor) -> list[Opened]:
    """The mandates of whoever was typed (names without accents, birth date, number), in force first, 30 at most.

    Everything is decrypted in memory and nothing of it is kept; a thousand mandates take a tenth of a second or two.
    """
    note_expired(box)
    db = box.store.read()
    readable = (opened for kept in store.everything(db) if (opened := _opened(db, kept, actor)))
    found = [each for each in readable if matches(each.mandate, typed)]
    return sorted(found, key=lambda each: bool(each.standing.over))[:MOST_FOUND]


def recent(box: Box, actor: Actor) -> list[Opened]:
    """The mandates in force, or waiting for their papers to be signed; those that end last come first."""
    return in_force(box, actor)[:MOST_FOUND]


def in_force(box: Box, actor: Actor) -> list[Opened]:
    """All of them, however many."""
    note_expired(box)
    db = box.store.read()
    return [opened for kept in store.lasting(db) if (opened := _opened(db, kept, actor))]


def _opened(db: Database, kept: Kept, actor: Actor) -> Opened | None:
    key = safe.key_in(db, kept.id, actor.ring)
    return read(db, kept.id, key) if key is not None else None


def _can_renew(old: Opened, new: Mandate) -> None:
    person = new.person
    if old.standing.over in ("revoked", "renewed"):
        raise Refused("mandate-over")
    if not is_of(old.mandate, person.family_name, person.given_names, person.birth_date):
        raise Refused("other-person")


def _signed(box: Box, db: Database, mandate: Mandate, actor: Actor) -> None:
    """The mandate is in force; the one it renews is over."""
    _mark(box, db, mandate, "signed", Standing(signed=False))
    note(box, db, "mandate-made", mandate, actor)
    if mandate.renewed_from:
        old = open_one(box, mandate.renewed_from, actor, db)
        _mark(box, db, old.mandate, "renewed", old.standing)
        note(box, db, "mandate-renewed", old.mandate, actor)


def _mark(box: Box, db: Database, mandate: Mandate, action: str, before: Standing) -> None:
    today, after = box.watch.today(), before.after(action)
    store.mark(db, mandate.id, action, today.now, domain.kept_until(mandate, after, today.day, _years(box)))


def note(box: Box, db: Database, action: str, mandate: Mandate, actor: Actor, reference: str = "") -> None:
    """A line of the journal: the number of the mandate, and no name."""
    journal.note(
        db, box.watch.today().now, action, mediator_id=actor.mediator_id, station_id=actor.station_id,
        reference=reference, detail=mandate.number,
    )  # fmt: skip


def _years(box: Box) -> int:
    return box.settings.mandate_years
