"""Opens the events of a batch before any transaction: signature, seal, hash, shape; nothing is read of the database."""

from collections.abc import Mapping

from hub.hub import Hub
from hub.intake.batch import OpenedEvent, RefusedEvent
from hub.secrets.vault import pack_body
from hub.wire.read_event import MOST_BODY, read, read_alias
from kiosk.crypto import keys
from kiosk.domain.events.sealed import Sealed, statement, unsealed
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


def open_event(hub: Hub, site: str, sealed: Sealed, signers: Mapping[str, bool]) -> OpenedEvent | RefusedEvent:
    """The event as intake takes it, or why the hub will not have it.

    `signers` are the site's verify keys, newest first, and whether each is revoked.
    """
    try:
        revoked = _signed_by_revoked(site, sealed, signers)
        alias = read_alias(sealed, site, [key for key, gone in signers.items() if not gone])
        opened = unsealed(sealed, hub.ring.pair(sealed.key), MOST_BODY)
        incoming = read(sealed, opened.body, pack_body(opened))
    except Rejected as reason:
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))
    return OpenedEvent(site, incoming, alias, revoked)


def _signed_by_revoked(site: str, sealed: Sealed, signers: Mapping[str, bool]) -> bool:
    """Whether the key that signed is revoked. Raises `Rejected`: `bad-signature` where no key of the site signed."""
    message = statement(site, sealed)
    for verify_key, revoked in signers.items():
        if keys.verified(verify_key, message, sealed.signature):
            return revoked
    raise Rejected(Rejection.BAD_SIGNATURE, detail="signature")
