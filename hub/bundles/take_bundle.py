"""Take a file that a box made for this hub and that came by hand; the same answer however often it comes.

The file is read twice: to its signed end, so that nothing of a file that is cut or changed counts, and then event by
event. A few events are in memory at a time.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.bundles import kept_answers
from hub.bundles.answering_bundle import Answering
from hub.bundles.kept_answers import TakenBundle
from hub.hub import Hub
from hub.intake import went_back
from hub.intake.went_back import Here
from hub.sites import sites
from hub.sites.sites import Site
from hub.store.schema import site
from kiosk.domain.bundles import container, signed_messages
from kiosk.domain.bundles.container import FileKind, Front
from kiosk.domain.bundles.messages import (
    BUNDLE_VERSION,
    AnswerStart,
    BundleStart,
    read_bundle,
)
from kiosk.domain.events.sealed import key_id
from kiosk.domain.events.wire.batch import Seen, SignedText
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import SealingKey
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected

_PAUSE = threading.Event()
"""Never set: waited for between two tries."""


def take(hub: Hub, file: BinaryIO, wait: Callable[[float], object] = _PAUSE.wait) -> TakenBundle:
    """Take a file, and keep the answer for whoever carries it back (`kept_answers`).

    `wait` is what is done for some seconds where the database is busy: a stick does not come again in a minute. Raises
    `Refused`: what `container` refuses, `bundle-of-another-hub`, `unknown-site`, `bundle-of-revoked-site`,
    `bundle-forged`.
    """
    front = container.front(file.read, FileKind.BUNDLE)
    try:
        private = hub.ring.pair(front.reader).private
    except Rejected:
        raise Refused(HubRefusal.BUNDLE_OF_ANOTHER_HUB) from None
    signers: dict[str, bool] = {}

    def known(start: BundleStart) -> list[str]:
        signers.update(_signers(hub, start, front))
        return list(signers)

    start, signer = signed_messages.checked(
        container.messages(file.read, front, private), read_bundle, BundleStart, known
    )
    if signers[signer]:
        raise Refused(HubRefusal.BUNDLE_OF_REVOKED_SITE, site=start.site)
    file.seek(0)
    front = container.front(file.read, FileKind.BUNDLE)
    listed = sites.site_by_code(hub.store, start.site)
    sender = Site(listed.code, listed.name, listed.highest_counter, "", signers, signer)
    here = went_back.check(hub, sender, start.heartbeat.seen or Seen())
    answering = Answering(hub, start, sender, here, wait)
    return _answer(hub, start, signer, answering, container.messages(file.read, front, private))


def _answer(hub: Hub, start: BundleStart, signer: str, answering: Answering, messages: Iterator[bytes]) -> TakenBundle:
    bundle_id, attempt = start.bundle, hub.clock.new_id()
    answered = signed_messages.ended(
        _start(hub, start, answering.sender, answering.here), answering.answers(messages), hub.seed
    )
    reader = key_id(bytes.fromhex(signer))
    file = container.written(FileKind.ANSWER, bundle_id, reader, bytes.fromhex(start.answer_key), answered)
    pieces, size = kept_answers.keep_pieces(hub, bundle_id, attempt, file)
    counts = answering.counts
    taken = TakenBundle(
        bundle_id, start.site, start.made_at, hub.clock.now(), counts.events, counts.taken, counts.refused, size
    )
    for last in (False, True):
        try:
            with hub.store.writing() as connection:
                kept_answers.finish(connection, taken, attempt, pieces)
            break
        except IntegrityError:  # the same file came a second time, at the same moment
            if last:
                raise
    return taken


def _signers(hub: Hub, start: BundleStart, front: Front) -> Mapping[str, bool]:
    """The keys of the site that speaks, and whether each is revoked."""
    if start.hub != hub.verify_key:
        raise Refused(HubRefusal.BUNDLE_OF_ANOTHER_HUB)
    if start.bundle != front.bundle or not start.heartbeat.asked:
        raise Refused(Refusal.BUNDLE_FORGED)
    sites.site_by_code(hub.store, start.site)
    return sites.signers(hub.store, start.site)


def _start(hub: Hub, start: BundleStart, sender: Site, here: Here) -> AnswerStart:
    with hub.store.reading() as connection:
        cursor = connection.execute(select(site.c.cursor).where(site.c.code == sender.code)).scalar_one()
    said = went_back.standing(hub, sender, here, str(start.heartbeat.asked), cursor)
    standing, newest = signed_statement.sign_message(said, hub.seed), hub.ring.newest()
    key = SealingKey(
        version=VERSION, hub=hub.verify_key, seal_key=newest.pair.public.hex(), made_at=newest.made_at, epoch=here.epoch
    )
    return AnswerStart(
        version=BUNDLE_VERSION,
        bundle=start.bundle,
        site=start.site,
        hub=hub.verify_key,
        standing=SignedText(**standing.to_wire()),
        sealing_key=SignedText(**signed_statement.sign_message(key, hub.seed).to_wire()),
    )
