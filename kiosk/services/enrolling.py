"""A box makes itself known to a hub, once, with a one-time code."""

from urllib.parse import urlsplit

from kiosk import keys
from kiosk.connectors.enrol import enroll as ask
from kiosk.errors import Refused
from kiosk.services import transmission
from kiosk.services.box import Box
from kiosk.store import enrolment, journal
from kiosk.store.enrolment import Enrolment

_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def enroll(box: Box, url: str, code: str) -> Enrolment:
    """Register the site's key at the hub and pin the hub's; what waits is sealed by whoever is on shift.

    Raises `Refused`: `wrong-code`, `another-site` (the code was made for another one), `not-an-address`, `needs-https`
    (a hub elsewhere: what is sealed is safe on any line, the site's token is not); and `Unreachable`.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("not-an-address", url=url)
    if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
        raise Refused("needs-https", url=url)
    found = ask(url.rstrip("/"), code, keys.verify_key(box.site_seed), box.clock.new_id())
    if found.site != box.site.code:
        raise Refused("another-site", site=found.site)
    pinned = Enrolment(
        found.url, found.name, found.token, found.verify_key, bytes.fromhex(found.seal_key), found.epoch, ""
    )
    with box.store.write() as db:
        enrolment.add(db, pinned, box.clock.now())
        journal.note(db, box.clock.now(), "enrolled")
    for ring in box.shifts.rings():
        transmission.seal_again(box, ring)
    return pinned
