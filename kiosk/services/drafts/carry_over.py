"""Copy a person's answers from an earlier case into a new one, or into what is still empty in a draft."""

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.domain.answers import carried_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.names import names_of
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import Opened, open_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.page_answers import editable
from kiosk.store.cases import cases
from kiosk.store.database import Database


def copied_answers(box: Box, db: Database, source_id: str, procedure: Procedure, actor: Actor) -> dict[str, Answer]:
    """The answers of the case `source_id` that fill another procedure, by field id, read in the caller's transaction.

    The case is opened with the mediator's own ring, never with a key that their session holds. Raises
    `Refused` (`cannot-carry`) where the case is gone, or the mediator may not open it.
    """
    opened = _source(box, db, source_id, actor)
    return carried_answers.carry_over(opened.journey, opened.case.answers, procedure, box.watch.today().day)


def fills(box: Box, db: Database, source_id: str, procedure: Procedure, actor: Actor) -> Mapping[str, Answer]:
    """What the case `source_id` fills in a draft of the same person, by field; nothing where it is gone."""
    try:
        source = _source(box, db, source_id, actor)
    except Refused:
        return {}
    return carried_answers.fills(source.journey, source.case.answers, procedure, box.watch.today().day)


def fill(box: Box, case_id: str, source_id: str, actor: Actor) -> None:
    """Fill the draft; each answer waits to be confirmed on its page. A second press finds nothing empty.

    Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    with box.store.write() as db:
        draft = editable(open_in(box, db, case_id, actor))
        empty = carried_answers.to_fill(draft.journey, draft.case.answers)
        carried = fills(box, db, source_id, draft.procedure, actor)
        if filled := {name: answer for name, answer in carried.items() if name in empty}:
            case = replace(draft.case, answers={**draft.case.answers, **filled}, changed_at=box.clock.now())
            cases.save(db, case, draft.key, names_of(draft.procedure, case))


def _source(box: Box, db: Database, source_id: str, actor: Actor) -> Opened:
    """The earlier case, opened with the mediator's own ring. Raises `Refused` (`cannot-carry`)."""
    if data_keys.key_in(db, source_id, actor.ring) is None:
        raise Refused(Refusal.CANNOT_CARRY)
    try:
        return open_in(box, db, source_id, actor)
    except (Refused, Unreadable) as fault:
        raise Refused(Refusal.CANNOT_CARRY) from fault
