"""Enrol this box at a hub with a one-time code: register its key there, and pin the hub's keys."""

from urllib.parse import urlsplit

from kiosk.connectors.hub.enrolment import Enrolled
from kiosk.connectors.hub.enrolment import enroll as ask
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys
from kiosk.domain.events.reference import MARGIN
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import site_key
from kiosk.services.box.box import Box
from kiosk.services.exchange import new_numbers, send_events
from kiosk.services.published import trust
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import counters, outbox
from kiosk.store.events.counters import Enrolment
from kiosk.store.people import journal

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def address_of(typed: str) -> str:
    """The address of a hub as people write it: `https://` may be left out."""
    url = typed.strip()
    return url if not url or "://" in url else f"https://{url}"


def enroll(box: Box, url: str, code: str) -> Enrolment:
    """Register the site's key at the hub, pin the hub's keys, and seal what waits with the keys of who is on shift.

    Cases that got their number under another site code get a new one, and keep the old as an alias.
    Where the hub has revoked the site's key (the machine was stolen, and this is its backup), a new key takes its place
    and signs what is here again.
    Whom this box trusts to publish stays, where it trusts somebody: a hub's root counts at the first enrolment alone.
    Where the hub knows references of this site that this box does not (its database was lost), the next reference
    comes `MARGIN` after the highest of them.

    Raises `Refused`: `wrong-code`, `another-site` (the code was made for another one, and stays usable),
    `not-an-address`, `needs-https` (a hub elsewhere: what is sealed is safe on any line, the site's token is not),
    `broken-publication` and `untrusted-publication` where the hub's root is none; and `Unreachable`.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # « http://[ »
        raise Refused(Refusal.NOT_AN_ADDRESS, url=url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(Refusal.NOT_AN_ADDRESS, url=url)
    if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
        raise Refused(Refusal.NEEDS_HTTPS, url=url)
    try:
        seed, grant = _ask(box, url.rstrip("/"), code)
    except Refused as refused:
        if refused.code == Refusal.ANOTHER_SITE:
            refused.details["path"] = str(box.settings.paths.settings)
        raise
    pinned = Enrolment(
        grant.url, grant.name, grant.token, grant.verify_key, bytes.fromhex(grant.seal_key), grant.epoch, "", grant.site
    )
    highest = _highest_counter(grant, seed)
    with box.store.write() as db:
        counters.add(db, pinned, box.clock.now())
        counters.forget_standing(db)
        if grant.root and trust.root(db) is None:
            trust.pin(box, db, trust.read_file(grant.root.encode()))
        if highest > counters.value(db):
            counters.set_value(db, highest + MARGIN)
        journal.note(db, box.clock.now(), JournalAction.ENROLLED)
        renewed = seed != box.site_seed
        if renewed:
            _sign_again(box, db, seed)
    if renewed:
        site_key.take_next(box.settings.paths)
    new_numbers.give(box)
    for ring in box.shifts.rings():
        send_events.seal_again(box, ring)
    return pinned


def _ask(box: Box, url: str, code: str) -> tuple[bytes, Enrolled]:
    """The hub's grant, and the seed of the key that it was given to: the site's, or a new one if that is revoked.

    A new key is written before the hub hears of it, and asked with first where an earlier try did not come to its end.
    """

    def granted(seed: bytes) -> tuple[bytes, Enrolled]:
        return seed, ask(url, code, keys.verify_key(seed), box.clock.new_id(), box.site.code)

    paths = box.settings.paths
    try:
        return granted(keys.read_seed(paths.next_site_key) if paths.next_site_key.exists() else box.site_seed)
    except Refused as refused:
        if refused.code != Refusal.REVOKED_KEY:
            raise
    return granted(site_key.make_next(paths))


def _sign_again(box: Box, db: Database, seed: bytes) -> None:
    """Sign with a new key of the site what the revoked one signed and still counts, in the caller's transaction.

    From here on everything is signed with it: whoever else writes waits for this transaction.
    """
    outbox.sign_again(db, box.site.code, seed)
    for case_id, proof in cases.proofs(db):
        cases.prove(
            db,
            case_id,
            receipt_proof.make_proof(receipt_proof.parse_receipt_proof(receipt_proof.text(proof)).proof, seed),
        )
    journal.sign_again(db, seed)
    box.site_key.seed = seed


def _highest_counter(enrolled: Enrolled, seed: bytes) -> int:
    """The highest counter of this site that the hub has heard of. Raises `Unreachable`."""
    hub = Hub(enrolled.url, enrolled.token, enrolled.verify_key, enrolled.seal_key, enrolled.site, seed=seed)
    try:
        return hub.highest_counter()
    finally:
        hub.close()
