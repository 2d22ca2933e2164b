"""Signing in by the provider that the settings name: whose account is whose, and the sign-ins that have left for it."""

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import trail
from hub.hub import Hub
from hub.people.people import Staff, staff_of_row
from hub.people.sessions import LONGEST, close_all_sessions
from hub.secrets import secrets_at_rest
from hub.store.schema import provider_account, provider_attempt, provider_session, provider_stranger, staff
from hub.trail import AuditAction
from kiosk.connectors.oidc import Attempt, Client
from kiosk.crypto import keys
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

CODE_LASTS = timedelta(hours=1)
CODE_LENGTH = 12
"""Readable characters, 60 bits: an operator types it after both factors."""
ATTEMPT_LASTS = timedelta(minutes=10)
"""Long enough to sign in elsewhere with a second factor."""
RETURN_PATH = "/connexion/fournisseur/retour"
"""The path of the hub that the provider sends a browser back to; it is registered there, as a whole address."""


def person_of(hub: Hub, subject: str) -> Staff | None:
    theirs = provider_account.c.subject == _keyed_subject(hub, subject)
    with hub.store.reading() as connection:
        query = select(staff).join(provider_account).where(theirs, staff.c.left_at.is_(None))
        row = connection.execute(query).first()
    return staff_of_row(row) if row else None


def is_bound(hub: Hub, staff_id: str) -> bool:
    query = select(provider_account.c.staff_id).where(provider_account.c.staff_id == staff_id)
    with hub.store.reading() as connection:
        return connection.execute(query).first() is not None


def make_binding_code(hub: Hub, subject: str) -> str:
    """A code that a stranger shows to an operator; of who they are the hub keeps a keyed hash, for an hour."""
    code, now = hub.clock.readable(CODE_LENGTH), hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(provider_stranger.delete().where(provider_stranger.c.at < now - CODE_LASTS))
        row = {"code_hash": _code_hash(hub, code), "subject": _keyed_subject(hub, subject), "at": now}
        connection.execute(provider_stranger.insert().values(row))
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def bind_account(hub: Hub, by: Staff, staff_id: str, code: str) -> None:
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
            trail.append_audit_line(hub, AuditAction.ACCOUNT_BOUND, by=by.id, about=staff_id, within=connection)
    except IntegrityError:
        raise Refused(HubRefusal.WRONG_BINDING) from None


def unbind_account(hub: Hub, by: Staff, staff_id: str) -> None:
    """Take a colleague's account at the provider away from them, and end their sessions. Raises `Refused`."""
    if by.id == staff_id:
        raise Refused(HubRefusal.NOT_YOURSELF)
    with hub.store.writing() as connection:
        connection.execute(provider_account.delete().where(provider_account.c.staff_id == staff_id))
        close_all_sessions(connection, staff_id)
        trail.append_audit_line(hub, AuditAction.ACCOUNT_UNBOUND, by=by.id, about=staff_id, within=connection)


def _keyed_subject(hub: Hub, subject: str) -> str:
    """The same name at another provider is another person."""
    return secrets_at_rest.hash_with_key(hub, f"{hub.settings.oidc_issuer}\0{subject}", "provider subject")


def _code_hash(hub: Hub, code: str) -> str:
    return keys.token_hash(secrets_at_rest.hash_with_key(hub, "".join(code.split()).upper(), "provider code"))


def begin_attempt(hub: Hub, goal: str) -> tuple[str, Attempt]:
    """A new attempt and its cookie; `goal` is the page that the person wanted to see."""
    clock, now = hub.clock, hub.clock.now()
    cookie, attempt = clock.token(), Attempt(clock.token(), clock.token(), clock.token())
    hashed = keys.token_hash(cookie)
    secret = json.dumps({**asdict(attempt), "goal": goal}).encode()
    row = {"cookie_hash": hashed, "at": now, "secret": secrets_at_rest.lock_secret(hub, secret, f"attempt:{hashed}")}
    with hub.store.writing() as connection:
        connection.execute(provider_attempt.delete().where(provider_attempt.c.at < now - ATTEMPT_LASTS))
        connection.execute(provider_attempt.insert().values(row))
    return cookie, attempt


def take_attempt(hub: Hub, cookie: str) -> tuple[Attempt, str] | None:
    """The attempt of a cookie and its goal, this once; None where there is none, or it is over."""
    hashed = keys.token_hash(cookie)
    mine = (provider_attempt.c.cookie_hash == hashed) & (provider_attempt.c.at >= hub.clock.now() - ATTEMPT_LASTS)
    with hub.store.writing() as connection:
        row = connection.execute(provider_attempt.select().where(mine)).first()
        if row is None or connection.execute(provider_attempt.delete().where(mine)).rowcount != 1:
            return None
    said = json.loads(secrets_at_rest.unlock_secret(hub, row.secret, f"attempt:{hashed}"))
    return Attempt(said["state"], said["nonce"], said["verifier"]), said["goal"]


def keep_token(hub: Hub, cookie: str, id_token: str) -> None:
    hashed, now = keys.token_hash(cookie), hub.clock.now()
    locked = secrets_at_rest.lock_secret(hub, id_token.encode(), f"id token:{hashed}")
    with hub.store.writing() as connection:
        connection.execute(provider_session.delete().where(provider_session.c.at < now - LONGEST))
        connection.execute(provider_session.insert().values(cookie_hash=hashed, at=now, id_token=locked))


def take_token(hub: Hub, cookie: str) -> str:
    hashed = keys.token_hash(cookie)
    mine = provider_session.c.cookie_hash == hashed
    with hub.store.writing() as connection:
        row = connection.execute(provider_session.select().where(mine)).first()
        connection.execute(provider_session.delete().where(mine))
    return secrets_at_rest.unlock_secret(hub, row.id_token, f"id token:{hashed}").decode() if row else ""


def client_of(hub: Hub) -> Client | None:
    """What the hub is to its provider; None where none is set up: without an address nobody can be sent back."""
    chosen = hub.settings
    if not (chosen.oidc_issuer and chosen.oidc_client_id and chosen.oidc_client_secret_file and chosen.address):
        return None
    secret = Path(chosen.oidc_client_secret_file).read_text("utf-8").strip()
    returns_to = f"{chosen.address.rstrip('/')}{RETURN_PATH}"
    return Client(chosen.oidc_issuer, chosen.oidc_client_id, secret, returns_to, chosen.oidc_level)
