"""Make the slip of any kind of paper from the present contents of the store: one text for paper, screen and voice."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from kiosk.clock import moment
from kiosk.domain.events.event import EventType, UpdateKind
from kiosk.domain.events.reference import spoken
from kiosk.domain.events.rights_request import RequestOutcome
from kiosk.domain.events.silence_facts import SilenceDay, from_wire
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.papers import answers_to_copy, attestation, bilingual, case_silence, receipt, resume_slip
from kiosk.services.papers.checklist import KIND as CHECKLIST
from kiosk.services.papers.checklist import MAKERS as CHECKLIST_MAKERS
from kiosk.services.papers.contact_slip import KIND as REACHING
from kiosk.services.papers.contact_slip import MAKERS as REACHING_MAKERS
from kiosk.services.papers.contact_slip import letterhead
from kiosk.services.papers.mandate_print_jobs import MAKERS as MANDATE_MAKERS
from kiosk.services.papers.numbers_to_tell import MAKERS as NUMBERS_MAKERS
from kiosk.services.papers.supplement_papers import MAKERS as ADDED_MAKERS
from kiosk.services.papers.test_page import KIND as TEST_PAGE
from kiosk.services.papers.test_page import MAKERS as TEST_PAGE_MAKERS
from kiosk.services.papers.where_to_go import KIND as WHERE_TO_GO
from kiosk.services.papers.where_to_go import MAKERS as WHERE_TO_GO_MAKERS
from kiosk.services.procedures import kept_versions
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import acknowledgements, changed_numbers, outbox, updates
from kiosk.store.events.event_rows import PastEvent
from kiosk.store.keys import wrapped_keys
from kiosk.store.printing.spool import PrintJob
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words
from printers.fonts import Fonts
from printers.slip import Big, Block, Heading, Line, Notice, Pair, Slip


@cache
def fonts() -> Fonts:
    """The fonts that are shipped with this program."""
    return Fonts(Path(str(files("kiosk.static"))) / "vendor" / "ttf")


def slip_of(box: Box, job: PrintJob, reader: Reader) -> Slip:
    """The slip of a print job, marked as a duplicate if its `copy` is not the first.

    Raises `Refused` (`nothing-to-print`): its subject is gone, or this reader has no key.
    """
    words = box.words(job.language, job.plain)
    slip = replace(slip_of_kind(box, job.kind, job.subject, words, reader), large=job.large)
    if job.copy > 1:
        copy = Notice(words.code("paper", "copy", number=job.copy), "warning")
        slip = replace(slip, blocks=(slip.blocks[0], copy, *slip.blocks[1:]))
    return slip


def slip_of_kind(box: Box, kind: str, subject: str, words: Words, reader: Reader) -> Slip:
    """A paper in the language of `words`, followed by French if that is another. Raises as `slip_of` does."""
    slip = bilingual.told(MAKERS[kind](box, subject, words.marked, reader))
    if slip.language != FRENCH:
        french = MAKERS[kind](box, subject, box.words(), reader)
        slip = bilingual.both(slip, french, box.words(), brief=kind in BRIEF)
    return replace(slip, across=words.code("paper", "example")) if box.training else slip


def receipt_slip(box: Box, case_id: str, words: Words, reader: Reader, *, says_where: bool = True) -> Slip:
    """The receipt of a submitted case; `says_where`: with its present state. Raises as `slip_of` does."""
    db = box.store.read()
    key = reader.key(db, case_id)
    submission = cases.submission(db, case_id, key)
    event = outbox.current(db, case_id, EventType.SUBMITTED)
    if submission is None or event is None or not event.kept or key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    body = json.loads(event.body(key))
    if former := changed_numbers.former(db, case_id):
        body["formerly"] = former
    return receipt.slip(
        body,
        submission=submission,
        procedure=kept_versions.of_case(box, db, case_id),
        received_at=acknowledgements.acknowledged_at(db, event.id),
        silence=_silence(box, submission.reference, body, reader),
        site=box.site,
        hub_url=box.hub_url,
        words=words,
        alone=reader.alone,
        refused=box.hub_line.refuses,
        says_where=says_where,
    )


def _silence(box: Box, reference: str, body: dict[str, Any], reader: Reader) -> SilenceDay | None:
    """When silence decides the case, after what the hub said and what was added, as far as this reader can open it."""
    db = box.store.read()
    history = [(event, _said(db, event, reader)) for event in outbox.history(db, reference)]
    return case_silence.of_case(body, history, updates.of(db, reference), box.settings.zone)


def _said(db: Database, event: PastEvent, reader: Reader) -> dict[str, Any] | None:
    key = reader.key(db, event.stream) if event.kept and event.type == EventType.SUPPLEMENT else None
    try:
        return dict(json.loads(outbox.opened(event.id, event.kept, key))) if key is not None else None
    except Unreadable:  # a supplement of a stream of its own, whose key this reader does not have
        return None


def _heading(update: dict[str, Any], words: Words) -> str:
    """The title: decision, « accusé de réception », or the outcome of a person's request about their data."""
    if update["kind"] == UpdateKind.RIGHTS:
        return words.code("rights", update["outcome"])
    return words.code("paper", "accuse" if update["kind"] == UpdateKind.ACCUSE else "decision")


def update_slip(box: Box, reference_and_id: str, words: Words, reader: Reader) -> Slip:
    """The paper of an update from the hub: a state with its message, or the service's « accusé de réception ».

    Raises as `slip_of` does.
    """
    reference, _, update_id = reference_and_id.partition(":")
    update = updates.get(box.store.read(), update_id)
    content = reader.sealed(update.service_id, update.body) if update and update.reference == reference else None
    if content is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    fields = json.loads(content)
    blocks: list[Block] = [
        *letterhead(box.site, words),
        Heading(_heading(fields, words), 2),
        Big(spoken(reference), words.code("paper", "reference")),
        Pair(words.code("paper", "on"), words.moment(moment(fields["at"]))),
        Pair(words.code("paper", "from"), words.in_french(fields["by"])),
        Line(words.code("state", fields["state"]), strong=True),
    ]
    if fields.get("outcome") == RequestOutcome.REFUSED:
        blocks.append(Line(words.code("rights", "remedy")))
    if fields["message"]:
        blocks.append(Line(words.in_french(fields["message"])))
    silence = from_wire(fields.get("silence"))
    if fields["kind"] == UpdateKind.ACCUSE:
        blocks += _accuse(fields["accuse"], silence, words)
    elif silence:
        blocks += case_silence.blocks(silence, words, words.in_french)
    return _slip(words, fields["kind"], reference, blocks)


def is_gone(box: Box, job: PrintJob) -> bool:
    """Whether the contents of a job's paper are destroyed, so that no key can ever open them."""
    db = box.store.read()
    if job.kind == "update":
        update = updates.get(db, job.subject.partition(":")[2])
        return update is None or not update.body
    if job.kind == ATTESTATION:
        return cases.submission(db, job.subject) is None
    event = outbox.get(db, job.subject) if job.kind in ADDED_MAKERS else None
    return not wrapped_keys.any_left(db, event.stream if event else job.subject)


def _accuse(accuse: dict[str, Any], silence: SilenceDay | None, words: Words) -> list[Block]:
    """The mentions that CRPA R. 112-5 requires, as the deciding service gave them; an older hub gives no `silence`."""
    if silence is None and accuse.get("silence_on"):
        silence = SilenceDay(accuse["silence_means"], 0, date.fromisoformat(accuse["silence_on"]))
    blocks: list[Block] = [
        Pair(words.code("paper", "received-on"), words.day(date.fromisoformat(accuse["received_on"]))),
        Pair(words.code("paper", "service"), words.in_french(accuse["service"])),
    ]
    contact = [accuse[name] for name in ("address", "phone", "email") if accuse.get(name)]
    if contact:
        blocks.append(Line(words.in_french("\n".join(contact))))
    if silence:
        blocks += case_silence.blocks(silence, words, words.in_french)
    if accuse.get("remedies"):
        blocks += [Heading(words.code("paper", "remedies"), 3), Line(words.in_french(accuse["remedies"]))]
    return blocks


def _slip(words: Words, kind: str, reference: str, blocks: list[Block]) -> Slip:
    title = f"{words.code('paper', kind if kind != UpdateKind.STATE else 'decision')} {spoken(reference)}"
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=reference)


MAKERS: dict[str, Callable[[Box, str, Words, Reader], Slip]] = {
    "receipt": receipt_slip,
    "answers": answers_to_copy.slip,
    **ADDED_MAKERS,
    "update": update_slip,
    **MANDATE_MAKERS,
    **CHECKLIST_MAKERS,
    **REACHING_MAKERS,
    **NUMBERS_MAKERS,
    **attestation.MAKERS,
    **resume_slip.MAKERS,
    **TEST_PAGE_MAKERS,
    **WHERE_TO_GO_MAKERS,
}
"""The maker of each kind of paper; its subject is a case id, an event id or `<reference>:<update id>`."""
ALIKE = frozenset({CHECKLIST, REACHING, resume_slip.KIND, TEST_PAGE, WHERE_TO_GO})
"""Kinds of paper whose copies are not numbered, because a second one does no harm."""
IN_MEMORY = frozenset({resume_slip.KIND})
"""Kinds of paper whose contents are in memory only, and lost by a restart."""
BRIEF = frozenset({"receipt"})
"""Kinds of paper whose French part holds only what the office needs."""
OF_CASES = frozenset({"receipt", "answers"})
"""Kinds of paper about a case; once its answers are destroyed, an attestation is printed instead."""
ATTESTATION = attestation.KIND


def same_as(kind: str) -> tuple[str, ...]:
    """The kinds of paper whose copies are counted together with this kind."""
    return ("receipt", ATTESTATION) if kind in ("receipt", ATTESTATION) else (kind,)
