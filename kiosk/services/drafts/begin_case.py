"""Begin a case: keep a new draft. A double tap on « Commencer » begins one case."""

from msgspec.structs import replace

from kiosk.domain.answers.case import Case
from kiosk.domain.answers.journey import walk
from kiosk.domain.answers.position import WHOLE
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import CaseState
from kiosk.domain.language.preferences import Preferences
from kiosk.domain.procedure.notice import Channel
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import undo_discard
from kiosk.services.drafts.carry_over import copied_answers
from kiosk.services.drafts.take_up_draft import turn_to
from kiosk.services.procedures.look_up import procedure_of
from kiosk.store.cases import cases, procedure_versions
from kiosk.store.keys import wrapped_keys


def begin(
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
    copied. Raises `Refused`: `no-site-code`, `no-such-procedure`, `not-set-up` where the service has no key yet,
    `disk-short` where the disk is so full that the case might not be finished.
    """
    references.check_code(box.site.code)
    if box.store.reserve.is_short():
        raise Refused(Refusal.DISK_SHORT)
    procedure = procedure_of(box, procedure_id)
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
        position=WHOLE.kept if whole else walk(procedure, {}, today.day).stops[0].id,
        mediator_id=actor.mediator_id,
        station_id=actor.station_id,
    )
    undo_discard.forget(box, actor.session)
    with box.store.write() as db:
        row = cases.state(db, case.id)
        if row is not None and row.state == CaseState.DRAFT and (key := data_keys.found_key(db, case.id, actor)):
            begun = cases.get(db, case.id, key) or case
            if begun.procedure_id == procedure.id:
                return begun
        # The form came back from the browser's memory after its case was over, or for another procedure of the same
        # list, or its id is somebody else's case.
        if row is not None or wrapped_keys.any_left(db, case.id):
            case = replace(case, id=box.clock.new_id())
        if source_id:
            case = replace(case, answers=copied_answers(box, db, source_id, procedure, actor))
        procedure_versions.keep(db, procedure, today.now)
        cases.add(db, case, data_keys.new_key(box, db, case.id, case.service_id, actor))
        if actor.session:
            turn_to(db, case.id, actor)
    return case
