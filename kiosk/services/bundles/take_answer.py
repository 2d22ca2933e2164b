"""Take the hub's answer that came back by hand: verified to its end before anything of it counts.

What counts is what the hub signed of each event, as from the wire; where the stick came from does not matter.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from kiosk.connectors.hub.connection import judged
from kiosk.domain.bundles import container, signed_messages
from kiosk.domain.bundles.container import FileKind, Front
from kiosk.domain.bundles.messages import AnswerFile, AnswerStart, AnswerUpdate, EventAnswer, read_answer
from kiosk.domain.events.wire.statements import SealingKey
from kiosk.domain.proofs import signed_statement, signed_update
from kiosk.domain.proofs.signed_statement import shown
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box
from kiosk.services.bundles.export import site_reader
from kiosk.services.exchange import new_numbers, receive_updates, send_events
from kiosk.services.exchange.receive_updates import Effect
from kiosk.store.events import file_transfers, to_carry
from kiosk.store.events.enrolment import Enrolment
from kiosk.store.events.to_carry import Bundle

_AT_A_TIME = 100
"""Answers and updates that are held in memory."""


class Taken(Struct, frozen=True):
    """What an answer brought: events that the hub has, that it will not have, that are sent again; updates; files."""

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    files: int = 0


def take(box: Box, file: BinaryIO) -> Taken:
    """Take an answer; one that was cut in the middle of this by a crash is taken again from its beginning.

    Raises `Unreachable` (`no-hub`) and `Refused`: what `container` refuses; `answer-of-another-site`; `answer-unknown`
    (this box did not make the bundle, or its database came back from an older copy); `answer-known`;
    `answer-of-another-hub`; `answer-older` (the hub was put back since, and may lack what it says that it has);
    `bundle-forged`.
    """
    enrolled = box.enrolment()
    if enrolled is None:
        raise Unreachable(LineFault.NO_HUB)
    front = container.front(file.read, FileKind.ANSWER)
    bundle = _bundle_of(box, front)
    start, _ = signed_messages.checked(
        container.messages(file.read, front, bundle.answer_key),
        read_answer,
        AnswerStart,
        lambda said: _signers(said, bundle, enrolled),
    )
    _hear(box, start, bundle, enrolled)
    file.seek(0)
    front = container.front(file.read, FileKind.ANSWER)
    taken = _take(box, container.messages(file.read, front, bundle.answer_key), enrolled, bundle)
    new_numbers.give(box)
    with box.store.write() as db:
        to_carry.note_answered(db, bundle.id, box.clock.now())
    return taken


def _bundle_of(box: Box, front: Front) -> Bundle:
    if front.reader != site_reader(box):
        raise Refused(Refusal.ANSWER_OF_ANOTHER_SITE)
    bundle = to_carry.get(box.store.read(), front.bundle)
    if bundle is None:
        raise Refused(Refusal.ANSWER_UNKNOWN)
    if bundle.answered_at is not None:
        raise Refused(Refusal.ANSWER_KNOWN, at=bundle.answered_at)
    return bundle


def _signers(start: AnswerStart, bundle: Bundle, enrolled: Enrolment) -> list[str]:
    """The hub of this box, if it says that this is its answer to this bundle."""
    if start.hub != enrolled.verify_key or bundle.hub != enrolled.verify_key:
        raise Refused(Refusal.ANSWER_OF_ANOTHER_HUB)
    if (start.bundle, start.site) != (bundle.id, bundle.site):
        raise Refused(Refusal.BUNDLE_FORGED)
    return [enrolled.verify_key]


def _hear(box: Box, start: AnswerStart, bundle: Bundle, enrolled: Enrolment) -> None:
    """Follow the hub's epoch and its sealing key; its time is of the day of the stick, and confirms no date here."""
    try:
        signed = shown(start.standing)
        standing = signed_statement.read_standing(signed, enrolled.verify_key)
        key = shown(start.sealing_key).verified(SealingKey, enrolled.verify_key)
    except Unreachable:
        raise Refused(Refusal.BUNDLE_FORGED) from None
    if (standing.site, standing.asked, key.hub) != (bundle.site, bundle.asked, enrolled.verify_key):
        raise Refused(Refusal.BUNDLE_FORGED)
    if standing.epoch != enrolled.epoch and bundle.epoch != enrolled.epoch:
        # The box has followed the hub to another epoch since it made the bundle, and this answer knows nothing of it.
        raise Refused(Refusal.ANSWER_OLDER)
    receive_updates.keep_standing(box, standing, signed)
    receive_updates.follow_epoch(box, standing.epoch)
    send_events.follow_key(box, key.seal_key, key.made_at, key.epoch)


def _take(box: Box, messages: Iterator[bytes], enrolled: Enrolment, bundle: Bundle) -> Taken:
    taken = Taken()
    told: dict[str, dict[str, Any]] = {}
    fresh: list[dict[str, Any]] = []
    for data in messages:
        match read_answer(data):
            case EventAnswer(answer=entry):
                told[str(entry.get("id"))] = entry
            case AnswerFile() as answer:
                taken, told, fresh = _keep(box, taken, told, fresh, enrolled, bundle), {}, []
                taken = replace(taken, files=taken.files + _keep_file(box, answer, enrolled, bundle))
            case AnswerUpdate() as update:
                fresh.append(_update(to_builtins(update), enrolled, bundle))
        if len(told) + len(fresh) >= _AT_A_TIME:
            taken, told, fresh = _keep(box, taken, told, fresh, enrolled, bundle), {}, []
    return _keep(box, taken, told, fresh, enrolled, bundle)


def _keep(
    box: Box,
    taken: Taken,
    told: dict[str, dict[str, Any]],
    fresh: list[dict[str, Any]],
    enrolled: Enrolment,
    bundle: Bundle,
) -> Taken:
    """Keep some answers, one transaction each, and some updates in one."""
    db = box.store.read()
    effects = []
    # Where this database is an older copy of the one that made the bundle, it does not have them all.
    for event in to_carry.by_ids(db, list(told)):
        filed = new_numbers.with_alias(box, db, event)
        answer = judged(filed, told[event.id], enrolled.verify_key, bundle.site)
        effects.append(receive_updates.keep_answer(box, enrolled.verify_key, answer))
    if fresh:
        receive_updates.keep(box, fresh, str((box.enrolment() or enrolled).epoch))
    return replace(
        taken,
        acknowledged=taken.acknowledged + effects.count(Effect.ACKNOWLEDGED),
        rejected=taken.rejected + effects.count(Effect.REJECTED),
        later=taken.later + effects.count(Effect.LATER) + effects.count(Effect.NOTHING),
        updates=taken.updates + len(fresh),
    )


def _keep_file(box: Box, told: AnswerFile, enrolled: Enrolment, bundle: Bundle) -> bool:
    """Keep what became of one file; whether the hub has it. One that nothing is said of is sent again."""
    parcel = to_carry.file(box.store.read(), told.id)
    now = box.watch.today().now
    if parcel is None:
        return False
    if told.code:
        with box.store.write() as db:
            file_transfers.refuse(db, parcel.attachment_id, now, told.code)
        return False
    if told.signed is None:
        return False
    try:
        signed = signed_update.read_of_file(
            to_builtins(told.signed),
            enrolled.verify_key,
            attachment=parcel.attachment_id,
            event=parcel.event_id,
            sha256=parcel.sha256,
            site=bundle.site,
        )
    except Unreachable:
        return False
    with box.store.write() as db:
        file_transfers.receive(db, parcel.attachment_id, now, signed.statement, signed.signature)
    return True


def _update(entry: dict[str, Any], enrolled: Enrolment, bundle: Bundle) -> dict[str, Any]:
    try:
        return signed_update.read(entry, enrolled.verify_key, bundle.site)
    except Unreachable:
        raise Refused(Refusal.BUNDLE_FORGED) from None
