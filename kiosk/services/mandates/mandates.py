"""Mandates at the desk: make, confirm, renew, find and revoke them."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.crypto import sealing
from kiosk.domain.answers.signature import Signature
from kiosk.domain.keys.ring import DESK
from kiosk.domain.mandates import mandate as domain
from kiosk.domain.mandates.mandate import (
    Mandate,
    MandateMark,
    Standing,
    Terms,
    Use,
    is_for,
    is_named,
    is_of,
    matches,
    number_of,
    packed,
    packed_use,
)
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase as OpenedCase
from kiosk.services.access.open_case import OpenedMandate, about, about_use, read
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import submit_case
from kiosk.services.papers.kinds.mandate_print_jobs import PERSONS_COPY, REVOCATION, TOWN_HALLS_COPY
from kiosk.services.spool import print_queue
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.store.mandates import mandates as store
from kiosk.store.mandates.mandates import Kept
from kiosk.store.people import journal

MOST_FOUND = 30
"""The most mandates that a search or the list shows."""


def note_expired(box: Box) -> None:
    """Note which mandates have ended, so that a clock set back revives none; nothing while the date is doubted."""
    today = box.watch.settled()
    if today and store.any_expired(box.store.read(), today.day):
        with box.store.write() as db:
            for mandate_id in store.expire(db, today.day, today.now):
                journal.note(db, today.now, JournalAction.MANDATE_EXPIRED, detail=number_of(mandate_id))


def due(box: Box) -> int:
    """Destroy the mandates whose retention is over, keys first; gives how many, 0 while the date is doubted."""
    note_expired(box)
    today = box.watch.settled()
    if today is None:
        return 0
    ids = store.due(box.store.read(), today.day)
    for mandate_id in ids:
        with box.store.write() as db:
            data_keys.destroy(box, db, mandate_id, today.now)
            store.forget(db, mandate_id)
    if ids:
        data_keys.fold(box)
    return len(ids)


class Asked(Struct, frozen=True):
    """What somebody wants to do under a mandate: a procedure, for the people named, by role, in its answers."""

    procedure: Procedure
    names: Mapping[str, str]
    for_whom: str


def request_of(opened: OpenedCase) -> Asked:
    """What a case asks for; names come only from questions that are still asked."""
    values = opened.journey.values
    fields = [field for stop in opened.journey.stops for field in stop.fields if field.role]
    names = {field.role: str(values[field.id]) for field in fields if values.get(field.id) is not None}
    return Asked(opened.procedure, names, str(values.get("for_whom", "myself")))


def choose(box: Box, asks: Asked, actor: Actor) -> list[OpenedMandate]:
    """The mandates that cover this now. All are of the same person, so that no other name is shown."""
    return [opened for opened in in_force(box, actor) if not refusal(box, opened, asks)]


def check(box: Box, mandate_id: str, asks: Asked, actor: Actor) -> OpenedMandate:
    """The mandate, if it covers this today; outside a transaction.

    Raises `Refused` (`outside-mandate`) with its `reason`, `Refused` (`no-such-mandate`).
    """
    note_expired(box)
    return _covering(box, open_one(box, mandate_id, actor), asks)


def use(
    box: Box, db: Database, mandate_id: str, asks: Asked, reference: str, actor: Actor, action: str = "submitted"
) -> None:
    """Record a use of the mandate, in the transaction of what is done: both are kept, or neither.

    Raises as `check`.
    """
    opened = _covering(box, open_in(db, mandate_id, actor), asks)
    title, now = box.words().text(asks.procedure.title), box.watch.today().now
    done = Use(action, reference, title, now, actor.mediator_id, actor.name)
    store.add_use(db, mandate_id, sealing.lock(opened.key, packed_use(done), about_use(mandate_id)))
    note(box, db, JournalAction.MANDATE_USED, opened.mandate, actor, reference)


def submitting(box: Box, mandate_id: str, actor: Actor) -> submit_case.Also:
    """The `also` of `submit_case.submit`: record the use, judged on the case as it is in that transaction."""

    def also(db: Database, reference: str, opened: OpenedCase) -> None:
        use(box, db, mandate_id, request_of(opened), reference, actor)

    return also


def _covering(box: Box, opened: OpenedMandate, asks: Asked) -> OpenedMandate:
    if reason := refusal(box, opened, asks):
        raise Refused(Refusal.OUTSIDE_MANDATE, reason=reason)
    return opened


def refusal(box: Box, opened: OpenedMandate, asks: Asked) -> str:
    """Why the mandate does not cover this now: one of `mandate.REASONS`, "" where it does."""
    today = box.watch.today()
    if opened.standing.over:
        return opened.standing.over
    if not today.certain:
        return "day-unsure"
    reason = domain.refusal(opened.mandate, asks.procedure.theme, today.day, opened.standing)
    return reason or ("" if is_for(opened.mandate, asks.names, asks.for_whom) else "other-person")


def make(box: Box, terms: Terms, signature: Signature | None, actor: Actor, mandate_id: str = "") -> OpenedMandate:
    """Keep a mandate and print its two copies. Signed on the screen it is in force at once, on paper after `confirm`.

    `mandate_id` is the id that the page's form carries, so that a double tap makes one. Raises `Refused`: `day-unsure`
    while the clock is doubted, `bad-mandate`, `no-signature`, `no-such-mandate` or `other-person` or `mandate-over` for
    what is renewed.
    """
    today = box.watch.look()
    if not today.certain:
        raise Refused(Refusal.DAY_UNSURE)
    if (terms.manner == "screen") != (signature is not None):
        raise Refused(Refusal.NO_SIGNATURE)
    mandate = domain.make_mandate(
        terms,
        mandate_id=mandate_id or box.clock.new_id(),
        today=today.day,
        mediator_id=actor.mediator_id,
        mediator=actor.name,
        site=box.site.name,
    )
    with box.store.write() as db:
        if store.get(db, mandate.id) is not None:
            return open_in(db, mandate.id, actor)
        if wrapped_keys.any_left(db, mandate.id):  # a forged id must not lead to another subject's key
            raise Refused(Refusal.BAD_MANDATE)
        if terms.renewed_from:
            _can_renew(open_in(db, terms.renewed_from, actor), mandate)
        # An actor without a session: a mandate is opened with a mediator's ring only.
        key = data_keys.new_key(box, db, mandate.id, DESK, Actor())
        record = sealing.lock(key, packed(mandate, signature), about(mandate.id))
        unsigned = Standing(signed=False)
        store.add(db, mandate.id, mandate.ends_on, domain.kept_until(mandate, unsigned, today.day, _years(box)), record)
        if mandate.manner != "paper":
            _signed(box, db, mandate, actor)
        for paper in (PERSONS_COPY, TOWN_HALLS_COPY):
            print_queue.queue(box, db, paper.kind, mandate.number, mandate.id, None, actor, key)
        return open_in(db, mandate.id, actor)


def confirm(box: Box, mandate_id: str, actor: Actor) -> None:
    """Note that both papers are signed, which puts the mandate in force. Raises `Refused` (`no-such-mandate`)."""
    with box.store.write() as db:
        opened = open_in(db, mandate_id, actor)
        if not opened.standing.signed:
            _signed(box, db, opened.mandate, actor)


def revoke(box: Box, mandate_id: str, spoken_name: str, actor: Actor) -> None:
    """End a mandate at the citizen's wish, whatever the date; `said` is their name, typed to confirm.

    Raises `Refused`: `no-such-mandate`, `other-name`.
    """
    with box.store.write() as db:
        opened = open_in(db, mandate_id, actor)
        if not is_named(opened.mandate, spoken_name):
            raise Refused(Refusal.OTHER_NAME)
        if opened.standing.over:
            return
        _mark(box, db, opened.mandate, MandateMark.REVOKED, opened.standing)
        note(box, db, JournalAction.MANDATE_REVOKED, opened.mandate, actor)
        print_queue.queue(box, db, REVOCATION.kind, opened.mandate.number, mandate_id, None, actor, opened.key)


def print_again(box: Box, kind: str, mandate_id: str, actor: Actor) -> None:
    """Queue one of a mandate's papers again. Raises `Refused` (`no-such-mandate`)."""
    with box.store.write() as db:
        opened = open_in(db, mandate_id, actor)
        print_queue.queue(box, db, kind, opened.mandate.number, mandate_id, None, actor, opened.key)


def open_one(box: Box, mandate_id: str, actor: Actor) -> OpenedMandate:
    """The mandate of that id; outside a transaction. Raises as `open_in`."""
    return open_in(box.store.read(), mandate_id, actor)


def open_in(db: Database, mandate_id: str, actor: Actor) -> OpenedMandate:
    """The mandate as this connection sees it: in a transaction, with that transaction's changes.

    Raises `Refused` (`no-such-mandate`), also for one that the actor may not open.
    """
    stored = store.get(db, mandate_id)
    opened = _opened(db, stored, actor) if stored else None
    if opened is None:
        raise Refused(Refusal.NO_SUCH_MANDATE)
    return opened


def find(box: Box, typed: str, actor: Actor) -> list[OpenedMandate]:
    """Mandates that match typed names (accents ignored), a birth date or a number: those in force first, 30 at most.

    Every mandate is decrypted in memory for this: 0.1 to 0.2 s for a thousand.
    """
    note_expired(box)
    db = box.store.read()
    readable = (opened for stored in store.everything(db) if (opened := _opened(db, stored, actor)))
    fitting = [opened for opened in readable if matches(opened.mandate, typed)]
    return sorted(fitting, key=lambda opened: bool(opened.standing.over))[:MOST_FOUND]


def recent(box: Box, actor: Actor) -> list[OpenedMandate]:
    """The mandates in force, or waiting for their papers to be signed; those that end last come first."""
    return in_force(box, actor)[:MOST_FOUND]


def in_force(box: Box, actor: Actor) -> list[OpenedMandate]:
    """All mandates that are in force or wait for their papers to be signed."""
    note_expired(box)
    db = box.store.read()
    return [opened for stored in store.lasting(db) if (opened := _opened(db, stored, actor))]


def _opened(db: Database, kept: Kept, actor: Actor) -> OpenedMandate | None:
    key = data_keys.key_in(db, kept.id, actor.ring)
    return read(db, kept.id, key) if key is not None else None


def _can_renew(old: OpenedMandate, new: Mandate) -> None:
    person = new.person
    if old.standing.over in (MandateMark.REVOKED, MandateMark.RENEWED):
        raise Refused(Refusal.MANDATE_OVER)
    if not is_of(old.mandate, person.family_name, person.given_names, person.birth_date):
        raise Refused(Refusal.OTHER_PERSON)


def _signed(box: Box, db: Database, mandate: Mandate, actor: Actor) -> None:
    """Put the mandate in force, and end the one it renews."""
    _mark(box, db, mandate, MandateMark.SIGNED, Standing(signed=False))
    note(box, db, JournalAction.MANDATE_MADE, mandate, actor)
    if mandate.renewed_from:
        old = open_in(db, mandate.renewed_from, actor)
        _mark(box, db, old.mandate, MandateMark.RENEWED, old.standing)
        note(box, db, JournalAction.MANDATE_RENEWED, old.mandate, actor)


def _mark(box: Box, db: Database, mandate: Mandate, mark: MandateMark, before: Standing) -> None:
    today, after = box.watch.today(), before.after(mark)
    store.mark(db, mandate.id, mark, today.now, domain.kept_until(mandate, after, today.day, _years(box)))


def note(box: Box, db: Database, action: JournalAction, mandate: Mandate, actor: Actor, reference: str = "") -> None:
    """Note an action in the journal, with the mandate's number and no name."""
    journal.note_by(db, box.watch.today().now, action, actor, reference=reference, detail=mandate.number)


def _years(box: Box) -> int:
    return box.settings.mandate_years
