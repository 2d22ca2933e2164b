"""The life of a draft: begin it, fill it from an earlier case, take it up, set it aside, discard it, bring it back.

A draft is found again by its resume code; the last one that a mediator discarded is kept for the shift.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer, Case, names_of
from kiosk.domain.answers.journey import WHOLE, Page, Position, compute_journey, step_position
from kiosk.domain.events import reference as references
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Preferences
from kiosk.domain.procedure.procedure import Channel, Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.domain.visits.ledger import Entry
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import OpenedCase, open_case_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.legal_clock import Today
from kiosk.services.procedures.look_up import get_offered_procedure, places_of
from kiosk.services.visits import visits
from kiosk.store import attachments, cases, journal, sessions, wrapped_keys
from kiosk.store.cases import LockedDraft
from kiosk.store.database import Database
from kiosk.store.visits import read_open_step, update_open_step
from kiosk.store.wrapped_keys import KeyKind, ResumeCode
from kiosk.words import languages

LOCATOR_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are taken for digits."""
LOCATOR_LENGTH = 3
SECRET_LENGTH = 10
"""Number of secret characters; 5 bits each, 50 bits in all."""
TRIES = 5
"""Wrong tries after which a code is disabled; a mediator can still open the draft with the citizen."""
_CODE = re.compile(f"[{LOCATOR_LETTERS}]{{{LOCATOR_LENGTH}}}[2-9A-HJ-NP-Z]{{{SECRET_LENGTH}}}")
_LONGEST = 60


class DraftCode(Struct, frozen=True):
    """`locator` identifies the draft without opening it; `secret` opens it."""

    locator: str
    secret: str

    @property
    def shown(self) -> str:
        """The code grouped for reading and writing: `KTM 4F7QA 9ZB3C`."""
        half = SECRET_LENGTH // 2
        return f"{self.locator} {self.secret[:half]} {self.secret[half:]}"


def parse_resume_code(typed: str) -> DraftCode:
    """Read a typed code: any case, spaces, dashes, digits of any script. Raises `Refused` (`not-a-code`)."""
    bare = re.sub(r"[\s.\-–—]", "", spelling.fold_digits(typed[:_LONGEST])).upper()
    if not _CODE.fullmatch(bare):
        raise Refused(Refusal.NOT_A_CODE)
    return DraftCode(bare[:LOCATOR_LENGTH], bare[LOCATOR_LENGTH:])


class AnsweredStep(Struct, frozen=True):
    """A case as a page's form left it: `opened` as kept, `faults` (field id to code) of what the page gave, the
    fields that its answers made appear (`fresh`), and where to go `next`.
    """

    opened: OpenedCase
    faults: Mapping[str, str]
    fresh: frozenset[str]
    next: Position


def check_case_editable(opened: OpenedCase) -> OpenedCase:
    """Give the case back where its answers may still change, else raise `Refused` (`already-submitted`)."""
    if not opened.editable:
        raise Refused(Refusal.ALREADY_SUBMITTED)
    return opened


def save_page_answers(
    db: Database,
    opened: OpenedCase,
    here: Position,
    given: Mapping[str, Answer],
    today: Today,
    preferences: Preferences,
    confirms: bool = True,
) -> AnsweredStep:
    """Save the answers `given` on the page `here`, wrong ones included, in the caller's transaction.

    The parameters are those of `domain.answers.answering.add_answers`.
    """
    result = answering.add_answers(
        opened.case, opened.journey, here, given, today.day, today.now, preferences, confirms
    )
    cases.update_case(db, result.case, opened.key, names_of(opened.procedure, result.case))
    saved = dataclasses.replace(opened, case=result.case, journey=result.journey)
    return AnsweredStep(saved, result.faults, result.fresh, result.next)


def answer_step(
    box: Box,
    case_id: str,
    step_id: str,
    form: Mapping[str, list[str]],
    preferences: Preferences,
    actor: Actor,
    origin: Page = Page.STEP,
    confirms: bool = True,
) -> AnsweredStep:
    """Keep the answers of one step's form, wrong ones with their fault, so that nothing typed is lost.

    `step_id` is "" for the page with every question; one that these answers make appear there has no fault yet.
    `origin` is REVIEW where an answer is changed from the review page, `preferences` hold the language the page was
    shown in; `confirms` is that of `domain.answers.answering.add_answers`. Raises `Refused`: `no-such-case`,
    `already-submitted`, `no-such-step`.
    """
    today = box.watch.today()
    with box.store.write() as db:
        opened = check_case_editable(open_case_in(box, db, case_id, actor))
        stops = [stop for stop in opened.journey.stops if step_id in ("", stop.id)]
        if not stops:
            raise Refused(Refusal.NO_SUCH_STEP)
        attached = attachments.select_fields_with_files(db, case_id)
        judge, language = answering.make_answer_judge(places_of(box)), preferences.language
        latin, before = languages.is_latin(language), opened.case.answers
        given: dict[str, Answer] = {}
        for stop in stops:
            given |= answering.read_page_answers(
                stop, form, before, attached, judge, today.day, language, latin, actor.witness
            )
        here = step_position(step_id, origin) if step_id else WHOLE
        update_open_step(db, actor.session, step_id)
        return save_page_answers(db, opened, here, given, today, preferences, confirms)


_NO_SALT = bytes(sealing.SALT_BYTES)
LONGEST = 200
"""The most characters in a note."""
_PLACE = "discarded"
HOUSEHOLD = "household-"
"""Before the id of an earlier case: it is of somebody else of the same household."""


def begin_draft(
    box: Box,
    procedure_id: str,
    preferences: Preferences,
    actor: Actor,
    case_id: str = "",
    *,
    source_id: str = "",
    by_phone: bool = False,
    whole: bool = False,
) -> Case:
    """Keep a new draft of a procedure and give it back, at its first step, or with every question on one page.

    `case_id` is the id that the page's form carries, so that a form sent twice begins one case: the second time
    gives the draft of the first. `source_id` is an earlier case of the same person, whose identity and address are
    copied; after `HOUSEHOLD`, of somebody else at the same address: then that, and what is their household's. Raises
    `Refused`: `cannot-carry` where that is gone or closed to the actor, `no-site-code`, `no-such-procedure`,
    `not-set-up` where the service has no key yet, `disk-short` where the disk is so full that the case might not be
    finished.
    """
    references.check_site_code(box.site.code)
    if box.store.reserve.is_short():
        raise Refused(Refusal.DISK_SHORT)
    procedure = get_offered_procedure(box, procedure_id)
    today = box.watch.today()
    case = Case(
        id=case_id or box.clock.new_id(),
        procedure_id=procedure.id,
        procedure_version=procedure.version,
        procedure_sha256=procedure.sha256,
        service_id=procedure.service.id,
        channel=Channel.ALONE if actor.terminal else Channel.BY_PHONE if by_phone else Channel.AT_THE_DESK,
        opened_at=today.now,
        changed_at=today.now,
        language=preferences.language,
        plain=preferences.plain,
        position=WHOLE.kept if whole else compute_journey(procedure, {}, today.day).stops[0].id,
        mediator_id=actor.mediator_id,
        station_id=actor.station_id,
    )
    forget_discarded_draft(box, actor.session)
    with box.store.write() as db:
        row = cases.read_case_state(db, case.id)
        if row is not None and row.state == CaseState.DRAFT and (key := data_keys.find_key(db, case.id, actor)):
            begun = cases.read_case(db, case.id, key) or case
            if begun.procedure_id == procedure.id:
                return begun
        # The form came back from the browser's memory after its case was over, or for another procedure of the same
        # list, or its id is somebody else's case.
        if row is not None or wrapped_keys.has_keys_left(db, case.id):
            case = replace(case, id=box.clock.new_id())
        if source_id:
            source = _source(box, db, source_id.removeprefix(HOUSEHOLD), actor)
            carry = answering.carry_household_over if source_id.startswith(HOUSEHOLD) else answering.carry_over
            case = replace(case, answers=carry(source.journey, source.case.answers, procedure, today.day))
        cases.insert_procedure_file(db, procedure, today.now)
        cases.insert_case(db, case, data_keys.make_data_key(box, db, case.id, case.service_id, actor))
        if actor.session:
            set_session_case(db, case.id, actor)
        visits.take_up_case(box, db, case.id, case.procedure_id, actor)
    return case


def find_carried_answers(
    box: Box, db: Database, source_id: str, procedure: Procedure, actor: Actor
) -> Mapping[str, Answer]:
    """What the case `source_id` fills in a draft of the same person, by field; nothing where it is gone."""
    try:
        source = _source(box, db, source_id, actor)
    except Refused:
        return {}
    return answering.find_answers_to_carry(source.journey, source.case.answers, procedure, box.watch.today().day)


def fill_draft(box: Box, case_id: str, source_id: str, actor: Actor) -> None:
    """Fill the draft; each answer waits to be confirmed on its page. A second press finds nothing empty.

    Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    with box.store.write() as db:
        draft = check_case_editable(open_case_in(box, db, case_id, actor))
        empty = answering.to_fill(draft.journey, draft.case.answers)
        carried = find_carried_answers(box, db, source_id, draft.procedure, actor)
        if filled := {name: answer for name, answer in carried.items() if name in empty}:
            case = replace(draft.case, answers={**draft.case.answers, **filled}, changed_at=box.clock.now())
            cases.update_case(db, case, draft.key, names_of(draft.procedure, case))


def _source(box: Box, db: Database, source_id: str, actor: Actor) -> OpenedCase:
    """The earlier case, opened with the mediator's own ring, never with a key that their session holds.

    Raises `Refused` (`cannot-carry`).
    """
    if data_keys.key_in(db, source_id, actor.ring) is None:
        raise Refused(Refusal.CANNOT_CARRY)
    try:
        return open_case_in(box, db, source_id, actor)
    except (Refused, Unreadable) as fault:
        raise Refused(Refusal.CANNOT_CARRY) from fault


def take_up_draft(box: Box, case_id: str, actor: Actor) -> None:
    """Wrap a draft's key for the actor's session, unless that is done, and make it the session's case.

    Raises `Refused` (`no-such-case`) where the actor cannot open the case.
    """
    if not actor.session or wrapped_keys.read_wrapped_key(box.store.read(), case_id, KeyKind.SESSION, actor.session):
        return
    forget_discarded_draft(box, actor.session)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, actor)
        data_keys.lock_key_for_session(db, case_id, key, actor)
        set_session_case(db, case_id, actor)
        visits.take_up_case(box, db, case_id, cases.read_procedure_of_case(db, case_id), actor)


def set_session_case(db: Database, case_id: str, actor: Actor) -> None:
    """Make this the session's case. A mediator's session loses the key of the case before: another citizen's."""
    sessions.update_session_case(db, actor.session, case_id)
    if actor.mediator_id:
        wrapped_keys.delete_other_keys(db, KeyKind.SESSION, actor.session, case_id)


def give_code(box: Box, case_id: str, actor: Actor) -> DraftCode:
    """Make a new resume code for a draft; the one before stops working. The code itself is stored nowhere.

    Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    secret, salt = box.clock.readable(SECRET_LENGTH), sealing.new_salt()
    under = sealing.stretch_secret(secret, salt)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, actor)
        if cases.read_submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        wrapped_keys.delete_resume_code(db, case_id)
        locator = ""
        while not locator or wrapped_keys.read_resume_code(db, locator) is not None:
            letters = (LOCATOR_LETTERS[int(box.clock.dice() * len(LOCATOR_LETTERS))] for _ in range(LOCATOR_LENGTH))
            locator = "".join(letters)
        wrapped_keys.insert_resume_code(db, ResumeCode(locator, case_id, salt, 0))
        wrapped = sealing.lock_bytes(under, key, f"key:{case_id}")
        wrapped_keys.save_wrapped_key(db, case_id, KeyKind.RESUME, locator, wrapped)
    return DraftCode(locator, secret)


def shown_code(box: Box, case_id: str, typed: str, actor: Actor) -> DraftCode:
    """Read back the code that a draft's page shows, so that it can be printed.

    Raises `Refused`: `no-such-case`, `not-a-code`, `wrong-resume-code` where it is not this draft's.
    """
    data_keys.open_key(box.store.read(), case_id, actor)
    code = parse_resume_code(typed)
    row = wrapped_keys.read_resume_code(box.store.read(), code.locator)
    if row is None or row.case_id != case_id:
        raise Refused(Refusal.WRONG_RESUME_CODE)
    return code


def resume_draft(box: Box, typed: str, actor: Actor) -> str:
    """Open a draft with its resume code: give its id, and let the actor's session hold its key.

    Each try is stored before the code is checked, so that a power cut gives no free try. Raises `Refused`:
    `not-a-code`, `wrong-resume-code`, `dead-code`.
    """
    code = parse_resume_code(typed)
    with box.store.write() as db:
        row = wrapped_keys.read_resume_code(db, code.locator)
        if row is not None and row.tries >= TRIES:
            raise Refused(Refusal.DEAD_CODE)
        wrapped_keys.update_resume_tries(db, code.locator)
    under = sealing.stretch_secret(code.secret, row.salt if row else _NO_SALT)  # equally slow for an unknown code
    db, kind = box.store.read(), KeyKind.RESUME
    wrapped = wrapped_keys.read_wrapped_key(db, row.case_id, kind, code.locator) if row else None
    if row is None or wrapped is None:
        raise Refused(Refusal.WRONG_RESUME_CODE)
    try:
        key = sealing.unlock_bytes(under, wrapped, f"key:{row.case_id}")
    except Unreadable:
        raise Refused(Refusal.WRONG_RESUME_CODE) from None
    with box.store.write() as db:
        wrapped_keys.update_resume_tries(db, code.locator, -row.tries - 1)
        data_keys.lock_key_for_session(db, row.case_id, key, actor)
        sessions.update_session_case(db, actor.session, row.case_id)
        visits.take_up_case(box, db, row.case_id, cases.read_procedure_of_case(db, row.case_id), actor)
        journal.insert_journal_line(db, box.clock.now(), JournalAction.RESUMED, station_id=actor.station_id)
    return row.case_id


def set_draft_aside(box: Box, case_id: str, note: str, actor: Actor) -> None:
    """Set a draft aside with its note ("" for none), and remove its key from the actor's session.

    Raises `Refused`: `no-such-case`, `already-submitted`, `note-too-long`, `note-unreadable`.
    """
    cleaned = spelling.clean_line(note)
    if len(cleaned) > LONGEST:
        raise Refused(Refusal.NOTE_TOO_LONG, most=LONGEST)
    if not spelling.is_readable_text(cleaned):
        raise Refused(Refusal.NOTE_UNREADABLE)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, actor)
        if cases.read_submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        cases.save_draft_note(db, case_id, cleaned, key, box.watch.today().now)
        if actor.session:
            sessions.update_session_case(db, actor.session, "")
            wrapped_keys.delete_holder_keys(db, KeyKind.SESSION, actor.session)


def note_of(box: Box, case_id: str, actor: Actor) -> str:
    """The note of a draft, "" where there is none. Raises `Refused` (`no-such-case`)."""
    db = box.store.read()
    return cases.read_draft_note(db, case_id, data_keys.open_key(db, case_id, actor))


def discard_draft(box: Box, case_id: str, actor: Actor, *, undoable: bool = False) -> None:
    """Erase a draft for good, and note it in the journal. Raises `Refused`: `no-such-case`, `already-submitted`.

    With `undoable` a mediator can bring it back until the next person begins; nothing of it stays in the store.
    """
    with box.store.write() as db:
        if cases.read_submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        key = data_keys.open_key(db, case_id, actor)
        draft = cases.read_locked_draft(db, case_id) if undoable else None
        now = box.watch.today().now
        if not undoable:
            step_id, procedure_id = read_open_step(db, actor.session), cases.read_procedure_of_case(db, case_id)
            visits.note(box, db, Entry.LEFT, actor, value=step_id, procedure_id=procedure_id)
        cases.mark_draft_discarded(db, case_id, now)
        data_keys.destroy_subject(box, db, case_id, now)
        journal.insert_journal_line_by(db, box.clock.now(), JournalAction.DISCARDED, actor)
    data_keys.fold_write_ahead_log(box)
    if draft is not None and actor.mediator_id and actor.session:
        _places(box, actor.mediator_id)[actor.session] = DiscardedDraft(draft, key)


@dataclass(frozen=True, slots=True)
class DiscardedDraft:
    """A draft that was discarded at a screen: its locked rows, and the only copy of its key."""

    draft: LockedDraft
    key: bytes = field(repr=False)


def find_discarded_draft(box: Box, actor: Actor) -> DiscardedDraft | None:
    """The draft that the actor can bring back at this screen, None for none."""
    return _places(box, actor.mediator_id).get(actor.session) if actor.mediator_id else None


def undo_discard(box: Box, case_id: str, actor: Actor) -> None:
    """Bring the draft back as it was, but for a resume code on paper. Raises `Refused` (`nothing-to-undo`)."""
    discarded = find_discarded_draft(box, actor)
    if discarded is None or discarded.draft.case_id != case_id:
        raise Refused(Refusal.NOTHING_TO_UNDO)
    draft = discarded.draft
    with box.store.write() as db:
        if not cases.restore_locked_draft(db, draft):
            raise Refused(Refusal.NOTHING_TO_UNDO)
        data_keys.give_key(db, case_id, draft.service_id, discarded.key, actor)
        journal.insert_journal_line_by(db, box.clock.now(), JournalAction.BROUGHT_BACK, actor)
    forget_discarded_draft(box, actor.session)


def forget_discarded_draft(box: Box, session: str) -> None:
    """Forget what was discarded in a session: another person stands there, or nobody."""
    for mediator_id, _ in box.shifts.on_shift():
        _places(box, mediator_id).pop(session, None)


def _places(box: Box, mediator_id: str) -> dict[str, DiscardedDraft]:
    """What a mediator discarded during this shift, by session; nothing is kept off shift."""
    places: dict[str, DiscardedDraft] = box.shifts.memory(mediator_id).setdefault(_PLACE, {})
    return places
