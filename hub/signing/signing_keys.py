"""The keys with which services sign: one a service, locked under the hub's master key, listed without being opened."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select

from hub.hub import Hub
from hub.people import account
from hub.secrets import secrets_at_rest
from hub.store.schema import signing_key
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.crypto import signing_certificates
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Unreadable

SOON = timedelta(days=30)
"""How long before a certificate ends the hub says so: authorities take a few weeks to give another."""


class SigningKey(Struct, frozen=True):
    """The key of a service: whom its certificate names, and until when."""

    service: str
    subject: str
    not_after: datetime
    added_at: datetime

    def has_ended(self, now: datetime) -> bool:
        """Whether its certificate is of no use any more."""
        return self.not_after <= now

    def ends_soon(self, now: datetime) -> bool:
        """Whether another has to be asked for."""
        return self.not_after <= now + SOON


def add(hub: Hub, service: str, data: bytes, passphrase: str) -> SigningKey:
    """Keep the key of a service in the place of one that it had; `data` is a file of PKCS #12.

    Raises `Refused`: `no-such-service`, `signing-key-unreadable`, `signing-key-ended` for a certificate that is over or
    has not begun, `signing-key-other-use` for one that is not for signatures.
    """
    account.check(hub.store, [service])
    try:
        read = signing_certificates.read_pkcs12(data, passphrase)
    except Unreadable:
        raise Refused(HubRefusal.SIGNING_KEY_UNREADABLE) from None
    now = hub.clock.now()
    if not read.not_before <= now < read.not_after:
        raise Refused(HubRefusal.SIGNING_KEY_ENDED, service=service, day=hub.day(read.not_after).isoformat())
    if not read.may_sign:
        raise Refused(HubRefusal.SIGNING_KEY_OTHER_USE, subject=read.subject)
    row = {
        "service": service,
        "secret": secrets_at_rest.lock(hub, read.pkcs12, _about(service)),
        "subject": read.subject,
        "not_after": read.not_after,
        "added_at": now,
    }
    with hub.store.writing() as connection:
        connection.execute(signing_key.delete().where(signing_key.c.service == service))
        connection.execute(signing_key.insert().values(row))
        audit.note(hub, AuditAction.SIGNING_KEY_ADDED, detail=f"{service}: {read.subject}", within=connection)
    return SigningKey(service, read.subject, read.not_after, now)


def remove(hub: Hub, service: str) -> SigningKey:
    """Forget the key of a service; gives which it was. Raises `Refused`: `no-signing-key`."""
    known = of_service(hub, service)
    if known is None:
        raise Refused(HubRefusal.NO_SIGNING_KEY, service=service)
    with hub.store.writing() as connection:
        connection.execute(signing_key.delete().where(signing_key.c.service == service))
        audit.note(hub, AuditAction.SIGNING_KEY_REMOVED, detail=f"{service}: {known.subject}", within=connection)
    return known


def every(hub: Hub) -> list[SigningKey]:
    """The keys of all services, by service."""
    with hub.store.reading() as connection:
        return [_key(row) for row in connection.execute(select(signing_key).order_by(signing_key.c.service))]


def of_service(hub: Hub, service: str) -> SigningKey | None:
    """The key of a service; None where it has none."""
    with hub.store.reading() as connection:
        row = connection.execute(select(signing_key).where(signing_key.c.service == service)).first()
    return _key(row) if row else None


def opened(hub: Hub, service: str) -> tuple[SigningKey, bytes]:
    """The key of a service and its PKCS #12, without a passphrase, to sign with now.

    Raises `Refused`: `no-signing-key`, `signing-key-ended`.
    """
    with hub.store.reading() as connection:
        row = connection.execute(select(signing_key).where(signing_key.c.service == service)).first()
    if row is None:
        raise Refused(HubRefusal.NO_SIGNING_KEY, service=service)
    known = _key(row)
    if known.has_ended(hub.clock.now()):
        raise Refused(HubRefusal.SIGNING_KEY_ENDED, service=service, day=hub.day(known.not_after).isoformat())
    return known, secrets_at_rest.unlock(hub, bytes(row.secret), _about(service))


def _key(row: Row[Any]) -> SigningKey:
    return SigningKey(row.service, row.subject, row.not_after, row.added_at)


def _about(service: str) -> str:
    return f"signing key {service}"
