"""Which account at the provider is whose: an operator binds them, since a name or an address there proves nothing."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.hub import Hub
from hub.people.people import Staff, as_staff
from hub.people.sessions import close_all_sessions
from hub.secrets import secrets_at_rest
from hub.store.schema import staff
from hub.store.schema_operators import provider_account, provider_stranger
from hub.trail import audit
from hub.trail.audit_action import AuditAction
from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

CODE_LASTS = timedelta(hours=1)
CODE_LENGTH = 12
"""Readable characters, 60 bits: an operator types it after both factors."""


def person_of(hub: Hub, subject: str) -> Staff | None:
    """The person whose account at the provider this is; None where nobody is bound to it, or who is has left."""
    query = (
        select(staff)
        .join(provider_account)
        .where(provider_account.c.subject == _keyed(hub, subject), staff.c.left_at.is_(None))
    )
    with hub.store.reading() as connection:
        row = connection.execute(query).first()
    return as_staff(row) if row else None


def is_bound(hub: Hub, staff_id: str) -> bool:
    """Whether a person may sign in at the provider."""
    query = select(provider_account.c.staff_id).where(provider_account.c.staff_id == staff_id)
    with hub.store.reading() as connection:
        return connection.execute(query).first() is not None


def code_for(hub: Hub, subject: str) -> str:
    """A code that a stranger shows to an operator; of who they are the hub keeps a keyed hash, for an hour."""
    code, now = hub.clock.readable(CODE_LENGTH), hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(provider_stranger.delete().where(provider_stranger.c.at < now - CODE_LASTS))
        row = {"code_hash": _code_hash(hub, code), "subject": _keyed(hub, subject), "at": now}
        connection.execute(provider_stranger.insert().values(row))
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def bind(hub: Hub, by: Staff, staff_id: str, code: str) -> None:
    """Let a colleague sign in with the account that the code was shown for, instead of any they had before.

    Raises `Refused`: `not-yourself`, and `wrong-binding` for a code that is wrong, too old or used, and for an account
    that is another person's.
    """
    if by.id == staff_id:
        raise Refused(HubRefusal.NOT_YOURSELF)
    now = hub.clock.now()
    shown = (provider_stranger.c.code_hash == _code_hash(hub, code)) & (provider_stranger.c.at >= now - CODE_LASTS)
    try:
        with hub.store.writing() as connection:
            row = connection.execute(select(provider_stranger.c.subject).where(shown)).first()
            if row is None or connection.execute(provider_stranger.delete().where(shown)).rowcount != 1:
                raise Refused(HubRefusal.WRONG_BINDING)
            connection.execute(provider_account.delete().where(provider_account.c.staff_id == staff_id))
            account = {"subject": row.subject, "staff_id": staff_id, "bound_at": now}
            connection.execute(provider_account.insert().values(account))
            audit.note(hub, AuditAction.ACCOUNT_BOUND, by=by.id, about=staff_id, within=connection)
    except IntegrityError:
        raise Refused(HubRefusal.WRONG_BINDING) from None


def unbind(hub: Hub, by: Staff, staff_id: str) -> None:
    """Take a colleague's account at the provider away from them, and end their sessions. Raises `Refused`."""
    if by.id == staff_id:
        raise Refused(HubRefusal.NOT_YOURSELF)
    with hub.store.writing() as connection:
        connection.execute(provider_account.delete().where(provider_account.c.staff_id == staff_id))
        close_all_sessions(connection, staff_id)
        audit.note(hub, AuditAction.ACCOUNT_UNBOUND, by=by.id, about=staff_id, within=connection)


def _keyed(hub: Hub, subject: str) -> str:
    """The same name at another provider is another person."""
    return secrets_at_rest.keyed(hub, f"{hub.settings.oidc_issuer}\0{subject}", "provider subject")


def _code_hash(hub: Hub, code: str) -> str:
    return keys.token_hash(secrets_at_rest.keyed(hub, "".join(code.split()).upper(), "provider code"))
