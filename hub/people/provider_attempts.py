"""A sign-in that has left for the provider, and a session that came from it; each known by a cookie of its own."""

import json
from dataclasses import asdict
from datetime import timedelta

from hub.hub import Hub
from hub.people.sessions import LONGEST
from hub.secrets import secrets_at_rest
from hub.store.schema_operators import provider_attempt, provider_session
from kiosk.connectors.oidc import Attempt
from kiosk.crypto import keys

LASTS = timedelta(minutes=10)
"""Long enough to sign in elsewhere with a second factor."""


def begin(hub: Hub, goal: str) -> tuple[str, Attempt]:
    """A new attempt and its cookie; `goal` is the page that the person wanted to see."""
    clock, now = hub.clock, hub.clock.now()
    cookie, attempt = clock.token(), Attempt(clock.token(), clock.token(), clock.token())
    hashed = keys.token_hash(cookie)
    secret = json.dumps({**asdict(attempt), "goal": goal}).encode()
    row = {"cookie_hash": hashed, "at": now, "secret": secrets_at_rest.lock(hub, secret, f"attempt:{hashed}")}
    with hub.store.writing() as connection:
        connection.execute(provider_attempt.delete().where(provider_attempt.c.at < now - LASTS))
        connection.execute(provider_attempt.insert().values(row))
    return cookie, attempt


def end(hub: Hub, cookie: str) -> tuple[Attempt, str] | None:
    """The attempt of a cookie and its goal, this once; None where there is none, or it is over."""
    hashed = keys.token_hash(cookie)
    mine = (provider_attempt.c.cookie_hash == hashed) & (provider_attempt.c.at >= hub.clock.now() - LASTS)
    with hub.store.writing() as connection:
        row = connection.execute(provider_attempt.select().where(mine)).first()
        if row is None or connection.execute(provider_attempt.delete().where(mine)).rowcount != 1:
            return None
    said = json.loads(secrets_at_rest.unlock(hub, row.secret, f"attempt:{hashed}"))
    return Attempt(said["state"], said["nonce"], said["verifier"]), said["goal"]


def keep_token(hub: Hub, cookie: str, id_token: str) -> None:
    """Keep the ID token of a session until it signs out, or for as long as a session may last."""
    hashed, now = keys.token_hash(cookie), hub.clock.now()
    locked = secrets_at_rest.lock(hub, id_token.encode(), f"id token:{hashed}")
    with hub.store.writing() as connection:
        connection.execute(provider_session.delete().where(provider_session.c.at < now - LONGEST))
        connection.execute(provider_session.insert().values(cookie_hash=hashed, at=now, id_token=locked))


def take_token(hub: Hub, cookie: str) -> str:
    """The ID token of a session, this once; "" where it did not come from the provider."""
    hashed = keys.token_hash(cookie)
    mine = provider_session.c.cookie_hash == hashed
    with hub.store.writing() as connection:
        row = connection.execute(provider_session.select().where(mine)).first()
        connection.execute(provider_session.delete().where(mine))
    return secrets_at_rest.unlock(hub, row.id_token, f"id token:{hashed}").decode() if row else ""
