"""Take the hub's answer that came back by hand: every part opened and verified before anything of it counts.

What counts is what the hub signed of each event, as from the wire; where the stick came from does not matter.
"""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from msgspec import Struct

from kiosk.connectors.hub.answers import Answers
from kiosk.connectors.hub.hub import read_answers, read_site, read_updates
from kiosk.crypto import keys
from kiosk.domain.events.sealed import reader_id
from kiosk.domain.events.wire.batch import FileAnswer
from kiosk.domain.events.wire.reading import VERSION, Misfit, convert
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import shown
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.files.carried_file import SITE, CarriedFile, open_carried
from kiosk.services.box.box import Box
from kiosk.services.exchange import new_numbers, receive_updates, send_events
from kiosk.services.exchange.receive_updates import Effect
from kiosk.store.events import file_transfers
from kiosk.store.events.counters import Enrolment
from kiosk.store.events.file_transfers import Bundle


class Taken(Struct, frozen=True):
    """What an answer brought: events that the hub has, that it will not have, that are sent again; updates; files."""

    acknowledged: int = 0
    rejected: int = 0
    later: int = 0
    updates: int = 0
    files: int = 0


def take(box: Box, file: BinaryIO) -> Taken:
    """Take an answer; one that was cut in the middle of this by a crash is taken again from its beginning.

    Raises `Unreachable` (`no-hub`) and `Refused`: what `open_carried` refuses; `bundle-for-an-answer`;
    `answer-of-another-site`; `answer-unknown` (this box did not make the bundle, or its database came back from an
    older copy); `answer-known`; `answer-of-another-hub`; `answer-older` (the hub was put back since, and may lack what
    it says that it has); `bundle-forged`.
    """
    enrolled = box.enrolment()
    if enrolled is None:
        raise Unreachable(LineFault.NO_HUB)
    carried = open_carried(file)
    bundle = _bundle_of(box, carried, enrolled)
    said = {name: _said(box, carried, name, enrolled) for name in carried.names}
    try:
        answers = [_answers(box, said[name], enrolled, bundle) for name in carried.names_of("events")]
        news = [read_updates(said[name], enrolled.verify_key, bundle.site) for name in carried.names_of("updates")]
        _hear(box, answers[0], said[SITE], bundle, enrolled)
        files = {name.removeprefix("files/"): convert(FileAnswer, said[name]) for name in carried.names_of("files")}
    except (Unreachable, Misfit):
        raise Refused(Refusal.BUNDLE_FORGED) from None
    effects = [receive_updates.keep_answer(box, enrolled.verify_key, each) for told in answers for each in told.answers]
    for fresh in news:
        receive_updates.keep(box, fresh, answers[0].epoch)
    received = [_keep_file(box, name, told, enrolled, bundle) for name, told in files.items()]
    new_numbers.give(box)
    with box.store.write() as db:
        file_transfers.note_answered(db, bundle.id, box.clock.now())
    return Taken(
        effects.count(Effect.ACKNOWLEDGED),
        effects.count(Effect.REJECTED),
        effects.count(Effect.LATER) + effects.count(Effect.NOTHING),
        sum(map(len, news)),
        sum(received),
    )


def _bundle_of(box: Box, carried: CarriedFile, enrolled: Enrolment) -> Bundle:
    """The bundle that is answered."""
    if SITE not in carried.names:
        raise Refused(Refusal.BUNDLE_FOR_AN_ANSWER)
    if carried.reader() != reader_id(keys.verify_key(box.site_seed)):
        raise Refused(Refusal.ANSWER_OF_ANOTHER_SITE)
    bundle = file_transfers.get(box.store.read(), carried.id)
    if bundle is None:
        raise Refused(Refusal.ANSWER_UNKNOWN)
    if bundle.answered_at is not None:
        raise Refused(Refusal.ANSWER_KNOWN, at=bundle.answered_at)
    if bundle.hub != enrolled.verify_key:
        raise Refused(Refusal.ANSWER_OF_ANOTHER_HUB)
    return bundle


def _said(box: Box, carried: CarriedFile, name: str, enrolled: Enrolment) -> Mapping[str, Any]:
    """What the hub of this box says in one part."""
    opened = carried.open_part(name, box.site_seed)
    if not opened.signer([enrolled.verify_key]):
        raise Refused(Refusal.BUNDLE_FORGED)
    said = json.loads(opened.content)
    if not isinstance(said, dict) or said.get("version") != VERSION:
        raise Refused(Refusal.NEWER_BUNDLE)
    return said


def _answers(box: Box, said: Mapping[str, Any], enrolled: Enrolment, bundle: Bundle) -> Answers:
    """The answers to one batch. Where this database is an older copy of the one that made it, it does not have all."""
    db = box.store.read()
    ids = [str(entry.get("id")) for entry in said.get("answers", []) if isinstance(entry, dict)]
    events = [new_numbers.with_alias(box, db, event) for event in file_transfers.by_ids(db, ids)]
    return read_answers(said, events, enrolled.verify_key, bundle.site, bundle.id)


def _hear(box: Box, told: Answers, site: Mapping[str, Any], bundle: Bundle, enrolled: Enrolment) -> None:
    """Follow the hub's epoch and its sealing key; its time is of the day of the stick, and confirms no date here."""
    key = read_site(site, enrolled.verify_key)
    if told.standing is None or told.signed_standing is None:  # it answers another question
        raise Refused(Refusal.BUNDLE_FORGED)
    if told.epoch != enrolled.epoch and bundle.epoch != enrolled.epoch:
        # The box has followed the hub to another epoch since it made the bundle, and this answer knows nothing of it.
        raise Refused(Refusal.ANSWER_OLDER)
    receive_updates.keep_standing(box, told.standing, told.signed_standing)
    receive_updates.follow_epoch(box, told.epoch)
    send_events.follow_key(box, key.seal_key, key.made_at, key.epoch)


def _keep_file(box: Box, name: str, told: FileAnswer, enrolled: Enrolment, bundle: Bundle) -> bool:
    """Keep what became of one file; whether the hub has it. One that nothing is said of is sent again."""
    parcel = file_transfers.file(box.store.read(), name)
    now = box.watch.today().now
    if parcel is None or not (told.code or told.signed):
        return False
    if told.code:
        with box.store.write() as db:
            file_transfers.refuse(db, parcel.attachment_id, now, told.code)
        return False
    names = {"attachment": name, "event": parcel.event_id, "sha256": parcel.sha256, "site": bundle.site}
    try:
        signed = signed_statement.read_of_file(shown(told.signed).to_wire(), enrolled.verify_key, **names)
    except Unreachable:  # of an event that was mended since
        return False
    with box.store.write() as db:
        file_transfers.receive(db, parcel.attachment_id, now, signed.statement, signed.signature)
    return True
