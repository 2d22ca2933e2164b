"""Mandates at the desk: make, confirm, renew, find and revoke them."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from kiosk.crypto import sealing
from kiosk.domain.answers.signature import Signature
from kiosk.domain.keys.ring import DESK
from kiosk.domain.mandates import mandate as domain
from kiosk.domain.mandates.mandate import Mandate, MandateMark, MandateState, MandateUse, Terms
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, OpenedMandate, read_mandate
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import submit_case
from kiosk.services.papers import papers
from kiosk.services.papers.kinds.mandate_print_jobs import PERSONS_COPY, REVOCATION, TOWN_HALLS_COPY
from kiosk.services.spool import print_queue
from kiosk.store import journal, mandates, wrapped_keys
from kiosk.store.database import Database

MOST_FOUND = 30
"""The most mandates that a search or the list shows."""


def note_expired(box: Box) -> None:
    """Note which mandates have ended, so that a clock set back revives none; nothing while the date is doubted."""
    today = box.watch.settled()
    if today and mandates.has_expired_mandates(box.store.read(), today.day):
        with box.store.write() as db:
            for mandate_id in mandates.mark_expired_mandates(db, today.day, today.now):
                number = domain.mandate_number(mandate_id)
                journal.insert_journal_line(db, today.now, JournalAction.MANDATE_EXPIRED, detail=number)


def destroy_due_mandates(box: Box) -> int:
    """Destroy the mandates whose retention is over, keys first; gives how many, 0 while the date is doubted."""
    note_expired(box)
    today = box.watch.settled()
    if today is None:
        return 0
    ids = mandates.select_due_mandates(box.store.read(), today.day)
    for mandate_id in ids:
        with box.store.write() as db:
            data_keys.destroy_subject(box, db, mandate_id, today.now)
            mandates.delete_mandate(db, mandate_id)
    if ids:
        data_keys.fold_write_ahead_log(box)
    return len(ids)


class MandateRequest(Struct, frozen=True):
    """What somebody wants to do under a mandate: a procedure, for the people named, by role, in its answers."""

    procedure: Procedure
    names: Mapping[str, str]
    for_whom: str


def request_of(opened: OpenedCase) -> MandateRequest:
    """What a case asks for; names come only from questions that are still asked."""
    values = opened.journey.values
    fields = [field for stop in opened.journey.stops for field in stop.fields if field.role]
    names = {field.role: str(values[field.id]) for field in fields if values.get(field.id) is not None}
    return MandateRequest(opened.procedure, names, str(values.get("for_whom", "myself")))


def list_covering_mandates(box: Box, asks: MandateRequest, actor: Actor) -> list[OpenedMandate]:
    """The mandates that cover this now. All are of the same person, so that no other name is shown."""
    return [opened for opened in list_lasting_mandates(box, actor) if not _find_mandate_refusal(box, opened, asks)]


def check_mandate_covers(box: Box, mandate_id: str, asks: MandateRequest, actor: Actor) -> OpenedMandate:
    """The mandate, if it covers this today; outside a transaction.

    Raises `Refused` (`outside-mandate`) with its `reason`, `Refused` (`no-such-mandate`).
    """
    note_expired(box)
    return _covering(box, open_one(box, mandate_id, actor), asks)


def record_mandate_use(
    box: Box, db: Database, mandate_id: str, asks: MandateRequest, reference: str, actor: Actor
) -> None:
    """Record a use of the mandate, in the transaction of what is done: both are kept, or neither.

    Raises as `check_mandate_covers`.
    """
    opened = _covering(box, _open_mandate_in(db, mandate_id, actor), asks)
    title, now = box.words().text(asks.procedure.title), box.watch.today().now
    done = MandateUse("submitted", reference, title, now, actor.mediator_id, actor.name)
    record = sealing.lock_bytes(opened.key, msgspec.json.encode(done), f"mandate-use:{mandate_id}")
    mandates.insert_mandate_use(db, mandate_id, record)
    _note_in_journal(box, db, JournalAction.MANDATE_USED, opened.mandate, actor, reference)


def record_use_on_submit(box: Box, mandate_id: str, actor: Actor) -> submit_case.Also:
    """The `also` of `submit_case.submit_case`: record the use, judged on the case as it is in that transaction."""

    def also(db: Database, reference: str, opened: OpenedCase) -> None:
        record_mandate_use(box, db, mandate_id, request_of(opened), reference, actor)

    return also


def _covering(box: Box, opened: OpenedMandate, asks: MandateRequest) -> OpenedMandate:
    if reason := _find_mandate_refusal(box, opened, asks):
        raise Refused(Refusal.OUTSIDE_MANDATE, reason=reason)
    return opened


def _find_mandate_refusal(box: Box, opened: OpenedMandate, asks: MandateRequest) -> str:
    """Why the mandate does not cover this now: one of `mandate.REASONS`, "" where it does."""
    today = box.watch.today()
    if opened.standing.over:
        return opened.standing.over
    if not today.certain:
        return "day-unsure"
    if not asks.procedure.mandate:
        return "not-in-scope"
    reason = domain.find_mandate_refusal(opened.mandate, asks.procedure.theme, today.day, opened.standing)
    return reason or ("" if domain.is_mandate_for(opened.mandate, asks.names, asks.for_whom) else "other-person")


def issue_mandate(
    box: Box, terms: Terms, signature: Signature | None, actor: Actor, mandate_id: str = ""
) -> OpenedMandate:
    """Keep a mandate and print its two copies. Signed on the screen it is in force at once, on paper after
    `confirm_mandate`.

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
        if mandates.read_mandate_row(db, mandate.id) is not None:
            return _open_mandate_in(db, mandate.id, actor)
        if wrapped_keys.has_keys_left(db, mandate.id):  # a forged id must not lead to another subject's key
            raise Refused(Refusal.BAD_MANDATE)
        if terms.renewed_from:
            old = _open_mandate_in(db, terms.renewed_from, actor)
            if old.standing.over in (MandateMark.REVOKED, MandateMark.RENEWED):
                raise Refused(Refusal.MANDATE_OVER)
            person = mandate.person
            if not domain.is_mandate_of(old.mandate, person.family_name, person.given_names, person.birth_date):
                raise Refused(Refusal.OTHER_PERSON)
        # An actor without a session: a mandate is opened with a mediator's ring only.
        key = data_keys.make_data_key(box, db, mandate.id, DESK, Actor())
        record = sealing.lock_bytes(key, domain.pack_mandate(mandate, signature), f"mandate:{mandate.id}")
        unsigned, years = MandateState(signed=False), box.settings.mandate_years
        keep_until = domain.compute_mandate_retention(mandate, unsigned, today.day, years)
        mandates.insert_mandate(db, mandate.id, mandate.ends_on, keep_until, record)
        if mandate.manner != "paper":
            _signed(box, db, mandate, actor)
        for paper in (PERSONS_COPY, TOWN_HALLS_COPY):
            print_queue.queue_paper(box, db, paper, mandate.number, mandate.id, None, actor, key)
        return _open_mandate_in(db, mandate.id, actor)


def confirm_mandate(box: Box, mandate_id: str, actor: Actor) -> None:
    """Note that both papers are signed, which puts the mandate in force. Raises `Refused` (`no-such-mandate`)."""
    with box.store.write() as db:
        opened = _open_mandate_in(db, mandate_id, actor)
        if not opened.standing.signed:
            _signed(box, db, opened.mandate, actor)


def revoke_mandate(box: Box, mandate_id: str, spoken_name: str, actor: Actor) -> None:
    """End a mandate at the citizen's wish, whatever the date; `spoken_name` is theirs, typed to confirm.

    Raises `Refused`: `no-such-mandate`, `other-name`.
    """
    with box.store.write() as db:
        opened = _open_mandate_in(db, mandate_id, actor)
        if not domain.is_giver_name(opened.mandate, spoken_name):
            raise Refused(Refusal.OTHER_NAME)
        if opened.standing.over:
            return
        _mark(box, db, opened.mandate, MandateMark.REVOKED, opened.standing)
        _note_in_journal(box, db, JournalAction.MANDATE_REVOKED, opened.mandate, actor)
        print_queue.queue_paper(box, db, REVOCATION, opened.mandate.number, mandate_id, None, actor, opened.key)


def reprint_mandate_paper(box: Box, kind: str, mandate_id: str, actor: Actor) -> None:
    """Queue one of a mandate's papers again. Raises `Refused` (`no-such-mandate`)."""
    with box.store.write() as db:
        opened = _open_mandate_in(db, mandate_id, actor)
        paper = papers.get_paper(kind)
        print_queue.queue_paper(box, db, paper, opened.mandate.number, mandate_id, None, actor, opened.key)


def open_one(box: Box, mandate_id: str, actor: Actor) -> OpenedMandate:
    """The mandate of that id; outside a transaction. Raises as `_open_mandate_in`."""
    return _open_mandate_in(box.store.read(), mandate_id, actor)


def _open_mandate_in(db: Database, mandate_id: str, actor: Actor) -> OpenedMandate:
    """The mandate as this connection sees it: in a transaction, with that transaction's changes.

    Raises `Refused` (`no-such-mandate`), also for one that the actor may not open.
    """
    opened = _find_mandate(db, mandate_id, actor)
    if opened is None:
        raise Refused(Refusal.NO_SUCH_MANDATE)
    return opened


def _find_mandate(db: Database, mandate_id: str, actor: Actor) -> OpenedMandate | None:
    return read_mandate(db, mandate_id, data_keys.key_in(db, mandate_id, actor.ring))


def search_mandates(box: Box, typed: str, actor: Actor) -> list[OpenedMandate]:
    """Mandates that match typed names (accents ignored), a birth date or a number: those in force first, 30 at most.

    Every mandate is decrypted in memory for this: 0.1 to 0.2 s for a thousand.
    """
    note_expired(box)
    db = box.store.read()
    readable = (opened for row in mandates.select_mandates(db) if (opened := _find_mandate(db, row.id, actor)))
    fitting = [opened for opened in readable if domain.matches_giver(opened.mandate, typed)]
    return sorted(fitting, key=lambda opened: bool(opened.standing.over))[:MOST_FOUND]


def list_recent_mandates(box: Box, actor: Actor) -> list[OpenedMandate]:
    """The mandates in force, or waiting for their papers to be signed; those that end last come first."""
    return list_lasting_mandates(box, actor)[:MOST_FOUND]


def list_lasting_mandates(box: Box, actor: Actor) -> list[OpenedMandate]:
    """All mandates that are in force or wait for their papers to be signed."""
    note_expired(box)
    db = box.store.read()
    return [opened for row in mandates.select_lasting_mandates(db) if (opened := _find_mandate(db, row.id, actor))]


def _signed(box: Box, db: Database, mandate: Mandate, actor: Actor) -> None:
    """Put the mandate in force, and end the one it renews."""
    _mark(box, db, mandate, MandateMark.SIGNED, MandateState(signed=False))
    _note_in_journal(box, db, JournalAction.MANDATE_MADE, mandate, actor)
    if mandate.renewed_from:
        old = _open_mandate_in(db, mandate.renewed_from, actor)
        _mark(box, db, old.mandate, MandateMark.RENEWED, old.standing)
        _note_in_journal(box, db, JournalAction.MANDATE_RENEWED, old.mandate, actor)


def _mark(box: Box, db: Database, mandate: Mandate, mark: MandateMark, before: MandateState) -> None:
    today, years = box.watch.today(), box.settings.mandate_years
    keep_until = domain.compute_mandate_retention(mandate, before.after(mark), today.day, years)
    mandates.insert_mandate_mark(db, mandate.id, mark, today.now, keep_until)


def _note_in_journal(
    box: Box, db: Database, action: JournalAction, mandate: Mandate, actor: Actor, reference: str = ""
) -> None:
    """Note an action in the journal, with the mandate's number and no name."""
    journal.insert_journal_line_by(db, box.watch.today().now, action, actor, reference=reference, detail=mandate.number)
