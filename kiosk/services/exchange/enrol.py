"""This box and its hub: enrol it with a one-time code, the connection to the hub, and how the line is."""

from collections.abc import Callable
from urllib.parse import urlsplit

from kiosk.connectors.hub.connection import Answering, HubEnrolment, request_enrolment, who_answers
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys
from kiosk.domain.events.reference import MARGIN
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Box, make_next_site_key, take_next_site_key
from kiosk.services.exchange import send_events
from kiosk.services.published import follow
from kiosk.store import cases, counters, journal, outbox
from kiosk.store.database import Database
from kiosk.store.outbox import Enrolment

_DOUBTFUL = (
    LineFault.BAD_ANSWER,
    LineFault.BAD_SIGNATURE,
    LineFault.HUB_BROKEN,
    LineFault.HUB_REFUSES,
    LineFault.NO_LINE,
    LineFault.UNTRUSTED_HUB,
)
"""What a page of the network may look like: any status, any contents, any certificate."""
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def hub_of(box: Box) -> Hub:
    """A connector to the hub this box is enrolled at; without an enrolment, one that is not usable."""
    enrolment = box.enrolment()
    if enrolment is None:
        return Hub("", "", "", "", box.site.code)
    return Hub(
        enrolment.url,
        enrolment.token,
        enrolment.verify_key,
        enrolment.seal_key.hex(),
        box.site.code,
        enrolment.epoch,
        seed=box.site_seed,
    )


class KeptHub:
    """Holds the connection to the hub that `make_hub` names; when that changes, the old connection is closed.

    Not safe between threads: the sync loop asks it during an exchange, of which there is one at a time.
    """

    def __init__(self, make_hub: Callable[[], Hub]) -> None:
        self._make_hub = make_hub
        self._kept: Hub | None = None

    def now(self) -> Hub:
        """The hub of the present enrolment, with the newest sealing key and epoch that the box knows."""
        kept, fresh = self._kept, self._make_hub()
        reached_by = fresh.url, fresh.token, fresh.verify_key, fresh.site_code
        if kept is not None and (kept.url, kept.token, kept.verify_key, kept.site_code) == reached_by:
            kept.seal_key, kept.epoch = fresh.seal_key, fresh.epoch
            return kept
        self.close()
        self._kept = fresh
        return fresh

    def close(self) -> None:
        """Close the connection; the next exchange opens another."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None


def explain_line_fault(box: Box, hub: Hub, fault: Unreachable) -> Unreachable:
    """The fault, or `portal` where somebody answers at the hub's address who is not the hub."""
    if fault.code not in _DOUBTFUL:
        return fault
    if who_answers(hub.url, hub.verify_key, box.clock.new_id()) == Answering.SOMEBODY_ELSE:
        return Unreachable(LineFault.PORTAL)
    return fault


def address_of(typed: str) -> str:
    """The address of a hub as people write it: `https://` may be left out."""
    url = typed.strip()
    return url if not url or "://" in url else f"https://{url}"


def enrol_at_hub(box: Box, url: str, code: str) -> Enrolment:
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
    before = box.enrolment()
    # Of a hub that was put back meanwhile the former epoch stays until it is followed: what it lacks is sent again.
    epoch = before.epoch if before is not None and before.verify_key == grant.verify_key else grant.epoch
    pinned = Enrolment(
        grant.url, grant.name, grant.token, grant.verify_key, bytes.fromhex(grant.seal_key), epoch, "", grant.site
    )
    hub = Hub(grant.url, grant.token, grant.verify_key, grant.seal_key, grant.site, seed=seed)
    try:
        highest = hub.site().highest_counter
    finally:
        hub.close()
    with box.store.write() as db:
        outbox.insert_enrolment(db, pinned, box.clock.now())
        outbox.delete_hub_standing(db)
        if grant.root and follow.find_trusted_root(db) is None:
            follow.pin(box, db, follow.read_file(grant.root.encode()))
        if highest > counters.read_reference_counter(db):
            counters.update_reference_counter(db, highest + MARGIN)
        journal.insert_journal_line(db, box.clock.now(), JournalAction.ENROLLED)
        renewed = seed != box.site_seed
        if renewed:
            _sign_again(box, db, seed)
    if renewed:
        take_next_site_key(box.settings.paths)
    send_events.give_new_numbers(box)
    for ring in box.shifts.rings():
        send_events.reseal_waiting_events(box, ring)
    return pinned


def _ask(box: Box, url: str, code: str) -> tuple[bytes, HubEnrolment]:
    """The hub's grant, and the seed of the key that it was given to: the site's, or a new one if that is revoked.

    A new key is written before the hub hears of it, and asked with first where an earlier try did not come to its end.
    """

    def granted(seed: bytes) -> tuple[bytes, HubEnrolment]:
        return seed, request_enrolment(url, code, keys.verify_key(seed), box.clock.new_id(), box.site.code)

    paths = box.settings.paths
    try:
        return granted(keys.read_seed(paths.next_site_key) if paths.next_site_key.exists() else box.site_seed)
    except Refused as refused:
        if refused.code != Refusal.REVOKED_KEY:
            raise
    return granted(make_next_site_key(paths))


def _sign_again(box: Box, db: Database, seed: bytes) -> None:
    """Sign with a new key of the site what the revoked one signed and still counts, in the caller's transaction.

    From here on everything is signed with it: whoever else writes waits for this transaction.
    """
    outbox.update_event_signatures(db, box.site.code, seed)
    for case_id, proof in cases.select_case_proofs(db):
        said = receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(proof)).proof
        cases.update_case_proof(db, case_id, receipt_proof.make_receipt_proof(said, seed))
    journal.update_journal_signatures(db, seed)
    box.site_key.seed = seed
