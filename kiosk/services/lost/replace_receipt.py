"""Replace a lost receipt at the desk: a new code, and the old one dead wherever it could be used.

An event tells the hub, in order and once, over a line that may be down: the old code dies when it arrives. The code is
not stored: it is made of the event, for who can open it (`domain.proofs.enrolment`), so that it is printed again as
often as need be, and pressing again gives the same one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from msgspec import UNSET, Struct

from kiosk.clock import READABLE
from kiosk.connectors.hub.hub import ask_named_cases
from kiosk.crypto import keys
from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import AskedNamedCases, NamedCases
from kiosk.domain.keys.ring import DESK
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Preferences
from kiosk.domain.proofs import enrolment
from kiosk.domain.proofs.enrolment import NewFollowCode
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable, Unreadable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.papers.kinds import supplement_papers
from kiosk.services.people import sign_in
from kiosk.services.receipts import verify_receipt
from kiosk.services.spool import print_queue
from kiosk.services.submitted import append_event
from kiosk.services.submitted.append_event import CaseAddition
from kiosk.store import cases, journal, outbox, wrapped_keys
from kiosk.store.people import Mediator

WAIT_S = 8.0
"""Seconds without a word from the hub, after which the mediator, with somebody before them, is told so."""
SHORTEST = 2
"""Letters of a name."""
LONGEST = 100
_DIGITS_OF_A_PHONE = 9


class PersonSearch(Struct, frozen=True):
    """What was typed of a person: a `name`, and a `birth_date` or a `phone` to tell them from others of that name."""

    name: str
    birth_date: str = ""
    phone: str = ""


def find_named_cases(box: Box, typed: PersonSearch, actor: Actor) -> NamedCases:
    """The person's cases at the hub, of the mediator's services and of this site.

    Raises `Refused`: `name-too-short`, `not-a-birth-date`, `not-a-phone-number`, `too-many-searches`,
    `no-service-yet`; `Unreachable` without a line or without a hub.
    """
    name, phone = " ".join(typed.name.split())[:LONGEST], spelling.fold_digits(typed.phone).strip()
    if not any(len(word) >= SHORTEST and not word.isdigit() for word in spelling.split_name(name)):
        raise Refused(Refusal.NAME_TOO_SHORT)
    birth_date = written_day(typed.birth_date)
    if typed.birth_date.strip() and not birth_date:
        raise Refused(Refusal.NOT_A_BIRTH_DATE)
    if phone and sum(character.isdigit() for character in phone) < _DIGITS_OF_A_PHONE:
        raise Refused(Refusal.NOT_A_PHONE_NUMBER)
    services = tuple(sorted(set(actor.ring.services) - {DESK}))
    if not services:
        raise Refused(Refusal.NO_SERVICE_YET)
    asked, now = box.clock.new_id(), box.clock.now()
    question = AskedNamedCases(
        version=VERSION,
        asked=asked,
        site=box.site.code,
        at=now,
        mediator=actor.mediator_id,
        services=services,
        name=name,
        birth_date=birth_date or UNSET,
        phone=phone[:30] or UNSET,
    )
    hub = hub_of(box)
    if hub.what_is_wrong():
        raise Unreachable(LineFault.NO_HUB)
    kinds = [kind for kind, given in (("birth-date", typed.birth_date), ("phone", typed.phone)) if given.strip()]
    with box.store.write() as db:
        at = box.watch.today().now
        journal.insert_journal_line_by(db, at, JournalAction.NAME_SOUGHT, actor, detail=" ".join(["name", *kinds]))
    hub.timeout_s = WAIT_S
    try:
        return ask_named_cases(hub, question)
    except Unreachable as fault:
        if fault.code == LineFault.HUB_BUSY:
            raise Refused(Refusal.TOO_MANY_SEARCHES) from None
        raise
    finally:
        hub.close()


class ReplacementReceipt(Struct, frozen=True):
    """A new receipt: its event, the number, the code; when it was given, and when the hub confirmed it, if it did.

    `refused` is the hub's code where it will not have it: the old code is still the right one. `is_newest` is False
    once another was given.
    """

    event_id: str
    reference: str
    code: str
    at: datetime
    confirmed_at: datetime | None
    refused: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class ReceiptWitness:
    """The colleague who says that they know the person: their id, and their PIN as typed."""

    mediator_id: str
    pin: str = field(repr=False)


class ReplacementForm(Struct, frozen=True):
    """What a mediator ticked: `shown` and `why` are words of `domain.proofs.enrolment`, `speaks` is the language of the
    receipt; the `witness` counts where no paper was shown."""

    shown: str
    why: str
    speaks: Preferences | None = None
    witness: ReceiptWitness | None = None


def list_receipt_witnesses(box: Box, reference: str, actor: Actor) -> list[tuple[str, str]]:
    """Ids and names of the colleagues on shift who hold the case's service. Raises `Refused` (`not-your-service`)."""
    service, on_shift = append_event.own_service(box.store.read(), reference, actor), box.shifts.on_shift()
    others = (named for named in on_shift if named[0] != actor.mediator_id)
    return [named for named in others if service in box.shifts.ring(named[0]).services]


def replace_receipt(box: Box, typed: str, form: ReplacementForm, actor: Actor, event_id: str) -> str:
    """Give a case a new code, and queue its receipt; gives the event's id.

    `event_id` is the id that the page's form carries, so that a double tap gives one code.

    Raises `Refused`: `not-identified`, `no-reason`, `not-a-reference`, `mistyped-reference`, `not-your-service`; of a
    witness `no-witness`, `not-oneself`, `wrong-pin`, `locked-out`.
    """
    enrolment.check_new_code(form.shown, form.why)
    reference = append_event.read_typed_reference(box, typed)
    box.watch.look()
    witness = _check_witness(box, reference, form.witness, actor) if form.shown == enrolment.WITNESSED else None
    detail = " ".join([form.shown, form.why, *([witness.login] if witness else [])])
    with box.store.write() as db:
        if outbox.read_event(db, event_id) is not None:
            return event_id
        stream = append_event.open_stream(box, db, reference, actor)
        salt = box.clock.new_salt()
        code = enrolment.derive_follow_code(stream.key, salt, READABLE)
        given = NewFollowCode(keys.token_hash(code), salt, form.shown, form.why, witness.name if witness else "")
        if (submission := cases.read_submission_by_reference(db, reference)) is not None:
            proof = verify_receipt.proof_of_code(box, submission, code, salt)
            wrapped_keys.update_receipt_proof(db, submission.case_id, code, proof, stream.key)
        make = partial(enrolment.make_new_code_event, given)
        added = CaseAddition(make, JournalAction.CODE_REPLACED, supplement_papers.NEW_CODE, detail, form.speaks)
        append_event.append_in_transaction(box, db, added, stream, actor, event_id)
    return event_id


def _check_witness(box: Box, reference: str, witness: ReceiptWitness | None, actor: Actor) -> Mediator:
    if witness is not None and witness.mediator_id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    if witness is None or witness.mediator_id not in dict(list_receipt_witnesses(box, reference, actor)):
        raise Refused(Refusal.NO_WITNESS)
    return sign_in.check_pin_on_shift(box, witness.mediator_id, witness.pin, actor)


def read_replacement_receipt(box: Box, event_id: str, actor: Actor) -> ReplacementReceipt:
    """The new receipt of that event, for who can open it. Raises `Refused` (`no-such-event`)."""
    db = box.store.read()
    event = outbox.read_event(db, event_id)
    key = data_keys.find_key(db, event.stream, actor) if event and event.type == EventType.NEW_CODE else None
    if event is None or key is None or not event.kept:
        raise Refused(Refusal.NO_SUCH_EVENT)
    append_event.own_service(db, event.reference, actor)
    try:
        code = supplement_papers.code_in(event, key)
    except Unreadable:  # under a key of before, which is destroyed
        raise Refused(Refusal.NO_SUCH_EVENT) from None
    refused = next((row.code for row in outbox.select_refused_events(db) if row.id == event_id), "")
    confirmed_at = outbox.read_acknowledged_moment(db, event_id)
    newest = supplement_papers.is_newest(box, event)
    return ReplacementReceipt(event_id, event.reference, code, event.recorded_at, confirmed_at, refused, newest)


def reprint_replacement_receipt(box: Box, event_id: str, actor: Actor, speaks: Preferences) -> None:
    """Queue the new receipt once more, as often as need be. Raises as `read_replacement_receipt`."""
    given = read_replacement_receipt(box, event_id, actor)
    with box.store.write() as db:
        event = outbox.read_event(db, event_id)
        key = data_keys.find_key(db, event.stream, actor) if event else None
        print_queue.queue_paper(box, db, supplement_papers.NEW_CODE, given.reference, event_id, speaks, actor, key)
