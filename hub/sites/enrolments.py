"""Enrols sites: a one-time code on paper gets a box its access token and registers its verify key."""

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

from msgspec import UNSET
from sqlalchemy import Connection, Row, select

from hub.hub import Hub
from hub.keys.lineage import EPOCH
from hub.secrets.secrets_at_rest import WrongTries
from hub.store.schema import NEWEST_ROOT, enrolment, site, site_key
from kiosk.crypto import keys, sealing
from kiosk.domain.events.wire.batch import Enrolled, NotEnrolled, Question
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs.enrolment import CODE_LENGTH, group_code, is_question_of, locator, proof_key, prove_answer
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

VALID_FOR = timedelta(days=7)
AGAIN_WITHIN = timedelta(hours=1)
"""For so long the same box may use its code again, where the answer was lost."""
TRIES = WrongTries("hub enrolment tries", 20, timedelta(hours=1))
"""Enrolment requests with a wrong code."""


def invite(hub: Hub, code: str) -> str:
    """Make a new one-time code for a site, in groups as it is typed; earlier codes of the site are deleted.

    The code is not stored: only a locator derived from it, and an encrypted key derived from it.
    Raises `Refused`: `unknown-site`.
    """
    secret = hub.clock.readable(CODE_LENGTH)
    named = locator(secret)
    row = {"locator": named, "site": code, "proof_key": sealing.lock(_codes(hub), proof_key(secret), named)}
    with hub.store.writing() as connection:
        if connection.execute(select(site.c.code).where(site.c.code == code)).first() is None:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        connection.execute(enrolment.delete().where(enrolment.c.site == code))
        connection.execute(enrolment.insert().values(**row, made_at=hub.clock.now()))
    return group_code(secret)


def enrol(hub: Hub, question: Question, address: str) -> Enrolled | NotEnrolled:
    """Enrol the box that sent this question, and answer with its token and the hub's keys.

    Where the box says that it is another site, or its key was revoked, the answer says that and only whose the code is;
    nothing changes, and the code can be used again, with another key. A revoked one never comes back.
    Raises `Refused`: `wrong-code`, the same for a code that is unknown, too old or used by another box, and
    `too-many-tries` from this address.
    """
    now = hub.clock.now()
    TRIES.admit(hub, address)
    with hub.store.writing() as connection:
        invitation = _usable_invitation(hub, connection, question, now)
        enrolled = None if invitation is None else _enrolled(hub, connection, invitation, question, now)
    if invitation is None or enrolled is None:
        TRIES.record(hub, address)
        raise Refused(Refusal.WRONG_CODE)
    return prove_answer(_key(hub, invitation), enrolled, question.nonce)


def _enrolled(
    hub: Hub, connection: Connection, invitation: Row[Any], question: Question, now: datetime
) -> Enrolled | NotEnrolled:
    """What the box is told, still without the proof; nothing is changed for another site than that of the code, and
    for a key that was revoked."""
    told = {"version": VERSION, "site": invitation.site, "name": invitation.name, "proof": ""}
    if question.site not in (None, UNSET, invitation.site):
        return NotEnrolled(error="another-site", **told)
    by_key = site_key.c.verify_key == question.site_key
    if connection.execute(select(site_key.c.revoked).where(by_key)).scalar():
        return NotEnrolled(error="revoked-key", **told)
    token = _token(hub, question)
    _accept_key(connection, invitation, question.site_key, token, now)
    return _enrolment_answer(hub, connection, invitation, token)


def _usable_invitation(hub: Hub, connection: Connection, question: Question, now: datetime) -> Row[Any] | None:
    """The row of the code that this question proves to know; None where it may not be used, or the key is another's.

    A key that was replaced comes back: a box that another one stood in for has cases which nobody else can send.
    """
    query = select(enrolment, site.c.name).join(site).where(enrolment.c.locator == question.locator)
    invitation = connection.execute(query.with_for_update()).first()
    if invitation is None or now > invitation.made_at + VALID_FOR:
        return None
    if not is_question_of(_key(hub, invitation), question):
        return None
    if invitation.used_at is not None and (
        invitation.site_key != question.site_key or now > invitation.used_at + AGAIN_WITHIN
    ):
        return None
    taken = connection.execute(select(site_key).where(site_key.c.verify_key == question.site_key)).first()
    return None if taken is not None and taken.site != invitation.site else invitation


def _accept_key(connection: Connection, invitation: Row[Any], verify_key: str, token: str, now: datetime) -> None:
    current = (site_key.c.site == invitation.site) & site_key.c.until.is_(None)
    connection.execute(site_key.update().where(current, site_key.c.verify_key != verify_key).values(until=now))
    if connection.execute(select(site_key.c.site).where(site_key.c.verify_key == verify_key)).first() is None:
        row = {"verify_key": verify_key, "site": invitation.site, "since": now, "revoked": False}
        connection.execute(site_key.insert().values(row))
    else:
        connection.execute(site_key.update().where(site_key.c.verify_key == verify_key).values(until=None))
    fresh = {"token_hash": keys.token_hash(token), "revoked_at": None}
    new_journal = {"journal_count": None, "journal_head": None, "journal_fault": "", "journal_fault_at": None}
    connection.execute(site.update().where(site.c.code == invitation.site).values(**fresh, **new_journal))
    used = {"used_at": invitation.used_at or now, "site_key": verify_key}
    connection.execute(enrolment.update().where(enrolment.c.locator == invitation.locator).values(**used))


def _enrolment_answer(hub: Hub, connection: Connection, invitation: Row[Any], token: str) -> Enrolled:
    return Enrolled(
        version=VERSION,
        site=invitation.site,
        name=invitation.name,
        token=token,
        verify_key=hub.verify_key,
        seal_key=hub.ring.newest().pair.public.hex(),
        epoch=connection.execute(EPOCH).scalar_one(),
        proof="",
        root=connection.execute(NEWEST_ROOT).scalar() or UNSET,
    )


def _token(hub: Hub, question: Question) -> str:
    """The token for a site's key under a code: the same however often, and in whatever order, its questions arrive.

    Only this hub can make it: a key of its own stands in it.
    """
    about = f"{question.locator} {question.site_key}".encode()
    made = hashlib.blake2b(about, key=hub.ring.key_for("hub site token"), digest_size=32).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _key(hub: Hub, invitation: Row[Any]) -> bytes:
    return sealing.unlock(_codes(hub), invitation.proof_key, invitation.locator)


def _codes(hub: Hub) -> bytes:
    return hub.ring.key_for("hub site codes")
