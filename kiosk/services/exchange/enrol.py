"""Enrol this box at a hub with a one-time code: register its key there, and pin the hub's keys."""

from urllib.parse import urlsplit

from kiosk.connectors.hub.enrolment import Enrolled
from kiosk.connectors.hub.enrolment import enroll as ask
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys
from kiosk.domain.events.reference import MARGIN
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.exchange import new_numbers, seal_events
from kiosk.services.published import trust
from kiosk.store.events import counters, enrolment, hub_standing
from kiosk.store.events.enrolment import Enrolment
from kiosk.store.people import journal

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def address_of(typed: str) -> str:
    """The address of a hub as people write it: `https://` may be left out."""
    url = typed.strip()
    return url if not url or "://" in url else f"https://{url}"


def enroll(box: Box, url: str, code: str) -> Enrolment:
    """Register the site's key at the hub, pin the hub's keys, and seal what waits with the keys of who is on shift.

    Cases that got their number under another site code get a new one, and keep the old as an alias.
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
        grant = ask(url.rstrip("/"), code, keys.verify_key(box.site_seed), box.clock.new_id(), box.site.code)
    except Refused as refused:
        if refused.code == Refusal.ANOTHER_SITE:
            refused.details["path"] = str(box.settings.paths.settings)
        raise
    pinned = Enrolment(
        grant.url, grant.name, grant.token, grant.verify_key, bytes.fromhex(grant.seal_key), grant.epoch, "", grant.site
    )
    highest = _highest_counter(grant)
    with box.store.write() as db:
        enrolment.add(db, pinned, box.clock.now())
        hub_standing.forget(db)
        if grant.root:
            trust.pin(box, db, trust.read_file(grant.root.encode()))
        if highest > counters.value(db):
            counters.set_value(db, highest + MARGIN)
        journal.note(db, box.clock.now(), JournalAction.ENROLLED)
    new_numbers.give(box)
    for ring in box.shifts.rings():
        seal_events.seal_again(box, ring)
    return pinned


def _highest_counter(enrolled: Enrolled) -> int:
    """The highest counter of this site that the hub has heard of. Raises `Unreachable`."""
    hub = Hub(enrolled.url, enrolled.token, enrolled.verify_key, enrolled.seal_key, enrolled.site, enrolled.epoch)
    try:
        return hub.highest_counter()
    finally:
        hub.close()
