"""The registered sites: adding and revoking them, their heartbeats, and the highest reference each has issued."""

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import fields
from sqlalchemy import Connection, Row, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from hub.hub import Hub
from hub.opening import EPOCH, epoch_of
from hub.secrets.secrets_at_rest import WrongTries
from hub.store.columns import Utc
from hub.store.opening import Store
from hub.store.schema import alias, enrolment, event, publication, site, site_code, site_key
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.domain.events import reference
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.batch import EnrolmentAnswer, EnrolmentQuestion, EnrolmentRefusal
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.enrolment import (
    CODE_LENGTH,
    derive_proof_key,
    group_code,
    is_question_of,
    make_code_locator,
    prove_answer,
)
from kiosk.domain.proofs.receipt_proof import KeyList, SitePublicKey, make_key_list_statement
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused
from kiosk.settings_file.reader import SITE_CODE

_CODES = select(site_code.c.code).where(site_code.c.site == bindparam("site"))
_BY_TOKEN = (
    select(
        *(site.c[name] for name in ("code", "name", "highest_counter", "token_hash")),
        EPOCH.scalar_subquery().label("epoch"),
        site_key.c.verify_key,
        site_key.c.revoked,
        site_key.c.until,
    )
    .join(site_key, site_key.c.site == site.c.code, isouter=True)
    .where(site.c.token_hash == bindparam("hashed"), site.c.revoked_at.is_(None))
    .order_by(site_key.c.since.desc())
)
"""One row for each key of the site."""
_CODE_KEYS = "hub site codes"
VALID_FOR = timedelta(days=7)
AGAIN_WITHIN = timedelta(hours=1)
"""For so long the same box may use its code again, where the answer was lost."""
LET_IN_WITHIN = timedelta(minutes=10)
"""For so long a revocation can be taken back."""
TRIES = WrongTries("hub enrolment tries", 20, timedelta(hours=1))
"""Enrolment requests with a wrong code."""


def codes_of(connection: Connection, code: str) -> frozenset[str]:
    """Every code under which a site may give numbers; the box, which mints without a network, keeps to the day."""
    return frozenset({code, *connection.execute(_CODES, {"site": code}).scalars()})


def rename_site(store: Store, code: str, name: str) -> None:
    """Change the name of a site. Raises `Refused`: `unknown-site`."""
    with store.writing() as connection:
        if connection.execute(site.update().where(site.c.code == code).values(name=name)).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)


def replace_site_code(store: Store, code: str, new_code: str, since: date) -> None:
    """Let a site give numbers under a new code from a day on; said again, the day changes.

    Raises `Refused`: `not-a-site-code`, `unknown-site`, and `site-exists` where the new code is another site's: two
    boxes that mint under one code would give the same number twice.
    """
    if not SITE_CODE.fullmatch(new_code):
        raise Refused(HubRefusal.NOT_A_SITE_CODE, site=new_code)
    with store.writing() as connection:
        if connection.execute(select(site.c.code).where(site.c.code == code)).first() is None:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        owner = connection.execute(select(site_code.c.site).where(site_code.c.code == new_code)).scalar()
        registered = connection.execute(select(site.c.code).where(site.c.code == new_code)).first()
        if registered is not None or owner not in (None, code):
            raise Refused(HubRefusal.SITE_EXISTS, site=new_code)
        if owner is None:
            connection.execute(site_code.insert().values(code=new_code, site=code, since=since.isoformat()))
        else:
            connection.execute(site_code.update().where(site_code.c.code == new_code).values(since=since.isoformat()))


class Site(Struct, frozen=True):
    """A site that a token belongs to; `epoch` is that of the hub's database.

    `signers` are the verify keys it has had, newest first, and whether each is revoked. Its box has the key
    `verify_key`, to which it is answered.
    """

    code: str
    name: str
    highest_counter: int
    epoch: str
    signers: Mapping[str, bool]
    verify_key: str


class ListedSite(Struct, frozen=True):
    """A site as the operators see it.

    `enrolled_at` is when its current key came. `unsent` (events that it still held), `oldest_unsent_at`,
    `journal_count` and `journal_head` are those of its last heartbeat, at `heard_at`. `journal_fault` is `back`,
    `differs`, or "" for none. `later_codes` are the codes of a town that changed, each with its first day (ISO 8601).
    """

    code: str
    name: str
    highest_counter: int
    unsent: int | None
    oldest_unsent_at: datetime | None
    heard_at: datetime | None
    revoked_at: datetime | None
    enrolled_at: datetime | None
    journal_count: int | None
    journal_head: str | None
    journal_fault: str
    journal_fault_at: datetime | None
    later_codes: tuple[tuple[str, str], ...] = ()


def add_site(store: Store, code: str, name: str, clock: Clock) -> None:
    """Register a site, whose box then enrols. Raises `Refused`: `not-a-site-code`, `site-exists`."""
    if not SITE_CODE.fullmatch(code):
        raise Refused(HubRefusal.NOT_A_SITE_CODE, site=code)
    with store.reading() as connection:
        if connection.execute(select(site_code.c.site).where(site_code.c.code == code)).first() is not None:
            raise Refused(HubRefusal.SITE_EXISTS, site=code)
    row = {"code": code, "name": name, "highest_counter": 0, "cursor": 0, "added_at": clock.now()}
    try:
        with store.writing() as connection:
            connection.execute(site.insert().values(row))
    except IntegrityError:
        raise Refused(HubRefusal.SITE_EXISTS, site=code) from None


def revoke_site(store: Store, code: str, clock: Clock) -> None:
    """Revoke a site whose box was stolen: its token and its keys are refused from now on, its unused codes deleted.

    Of one that is revoked already the first moment stays. Raises `Refused`: `unknown-site`.
    """
    now = clock.now()
    with store.writing() as connection:
        first = func.coalesce(site.c.revoked_at, bindparam("now", now, type_=Utc))
        change = site.update().where(site.c.code == code).values(revoked_at=first)
        if connection.execute(change).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        mine = site_key.c.site == code
        fresh = mine & site_key.c.revoked_at.is_(None)
        connection.execute(site_key.update().where(fresh).values(revoked=True, revoked_at=now))
        connection.execute(site_key.update().where(mine, site_key.c.until.is_(None)).values(until=now))
        connection.execute(enrolment.delete().where(enrolment.c.site == code))


def let_site_in(store: Store, code: str, clock: Clock) -> None:
    """Take the revocation of a site back: its token counts again, and each key that it ended is as it was.

    Raises `Refused`: `unknown-site`, `not-revoked` (also where another key was enrolled since), `revoked-for-good`
    later than `LET_IN_WITHIN`.
    """
    with store.writing() as connection:
        known = connection.execute(select(site.c.revoked_at).where(site.c.code == code).with_for_update()).first()
        if known is None:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        if known.revoked_at is None:
            raise Refused(HubRefusal.NOT_REVOKED, site=code)
        if clock.now() - known.revoked_at > LET_IN_WITHIN:
            raise Refused(HubRefusal.REVOKED_FOR_GOOD, site=code, minutes=LET_IN_WITHIN // timedelta(minutes=1))
        mine, undone = site_key.c.site == code, 1
        for ended, again in (
            (site_key.c.revoked_at, {"revoked": False, "revoked_at": None}),
            (site_key.c.until, {"until": None}),
        ):
            change = site_key.update().where(mine, ended == known.revoked_at).values(**again)
            undone += connection.execute(change).rowcount
        counted = {"revoked_at": None, "undone_changes": site.c.undone_changes + undone}
        connection.execute(site.update().where(site.c.code == code).values(**counted))


def site_by_token(store: Store, token: str) -> Site:
    """The site a token belongs to. Raises `Refused`: `unknown-site`."""
    hashed = keys.token_hash(token)
    with store.reading() as connection:
        rows = connection.execute(_BY_TOKEN, {"hashed": hashed}).all()
    if not rows or not keys.are_same_secrets(rows[0].token_hash, hashed):
        raise Refused(HubRefusal.UNKNOWN_SITE, site="")
    first, signers = rows[0], {row.verify_key: row.revoked for row in rows if row.verify_key}
    current = next((row.verify_key for row in rows if row.verify_key and row.until is None), "")
    return Site(first.code, first.name, first.highest_counter, first.epoch, signers, current)


def signers(store: Store, code: str) -> dict[str, bool]:
    query = select(site_key.c.verify_key, site_key.c.revoked).where(site_key.c.site == code)
    with store.reading() as connection:
        return {row.verify_key: row.revoked for row in connection.execute(query.order_by(site_key.c.since.desc()))}


def all_sites(store: Store) -> list[ListedSite]:
    today = select(func.max(site_key.c.since)).where(site_key.c.site == site.c.code, site_key.c.until.is_(None))
    query = select(site, today.correlate(site).scalar_subquery().label("enrolled_at")).order_by(site.c.code)
    names = [column.name for column in fields(ListedSite) if column.name != "later_codes"]
    later = defaultdict[str, list[tuple[str, str]]](list)
    with store.reading() as connection:
        for row in connection.execute(select(site_code).order_by(site_code.c.since, site_code.c.code)):
            later[row.site].append((row.code, row.since))
        return [
            ListedSite(**{name: getattr(row, name) for name in names}, later_codes=tuple(later[row.code]))
            for row in connection.execute(query)
        ]


def site_by_code(store: Store, code: str) -> ListedSite:
    """One site by its code. Raises `Refused`: `unknown-site`."""
    match = next((listed for listed in all_sites(store) if listed.code == code), None)
    if match is None:
        raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
    return match


def invite(hub: Hub, code: str) -> str:
    """Make a new one-time code for a site, in groups as it is typed; earlier codes of the site are deleted.

    The code is not stored: only a locator derived from it, and an encrypted key derived from it.
    Raises `Refused`: `unknown-site`.
    """
    secret = hub.clock.readable(CODE_LENGTH)
    named = make_code_locator(secret)
    locked = sealing.lock_bytes(hub.ring.key_for(_CODE_KEYS), derive_proof_key(secret), named)
    row = {"locator": named, "site": code, "proof_key": locked}
    with hub.store.writing() as connection:
        if connection.execute(select(site.c.code).where(site.c.code == code)).first() is None:
            raise Refused(HubRefusal.UNKNOWN_SITE, site=code)
        connection.execute(enrolment.delete().where(enrolment.c.site == code))
        connection.execute(enrolment.insert().values(**row, made_at=hub.clock.now()))
    return group_code(secret)


def enrol(hub: Hub, question: EnrolmentQuestion, address: str) -> EnrolmentAnswer | EnrolmentRefusal:
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
    hub: Hub, connection: Connection, invitation: Row[Any], question: EnrolmentQuestion, now: datetime
) -> EnrolmentAnswer | EnrolmentRefusal:
    """What the box is told, still without the proof; nothing is changed for another site than that of the code, and
    for a key that was revoked."""
    told = {"version": VERSION, "site": invitation.site, "name": invitation.name, "proof": ""}
    if question.site not in (None, UNSET, invitation.site):
        return EnrolmentRefusal(error="another-site", **told)
    by_key = site_key.c.verify_key == question.site_key
    if connection.execute(select(site_key.c.revoked).where(by_key)).scalar():
        return EnrolmentRefusal(error="revoked-key", **told)
    # The same token however often, and in whatever order, the questions of this code and key arrive. Only this hub can
    # make it: a key of its own stands in it.
    about = f"{question.locator} {question.site_key}".encode()
    made = hashlib.blake2b(about, key=hub.ring.key_for("hub site token"), digest_size=32).digest()
    token = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
    _accept_key(connection, invitation, question.site_key, token, now)
    newest_root = select(publication.c.document).where(publication.c.sort == "root")
    newest_root = newest_root.order_by(publication.c.number.desc()).limit(1)
    return EnrolmentAnswer(
        **told,
        token=token,
        verify_key=hub.ring.verify_key,
        seal_key=hub.ring.newest().pair.public.hex(),
        epoch=connection.execute(EPOCH).scalar_one(),
        root=connection.execute(newest_root).scalar() or UNSET,
    )


def _usable_invitation(hub: Hub, connection: Connection, question: EnrolmentQuestion, now: datetime) -> Row[Any] | None:
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


def _key(hub: Hub, invitation: Row[Any]) -> bytes:
    return sealing.unlock_bytes(hub.ring.key_for(_CODE_KEYS), invitation.proof_key, invitation.locator)


def key_list(hub: Hub) -> KeyList:
    """The current list. Its number counts keys, their ends, revocations and former codes, and what of these was
    taken back, so that it only grows."""
    columns = (site_key.c.verify_key, site_key.c.site, site_key.c.until, site_key.c.revoked_at, site.c.name)
    query = (
        select(*columns).join(site, site.c.code == site_key.c.site).order_by(site_key.c.since, site_key.c.verify_key)
    )
    with hub.store.reading() as connection:
        rows = connection.execute(query).all()
        undone = connection.execute(select(func.coalesce(func.sum(site.c.undone_changes), 0))).scalar_one()
        former = {}
        for code in {row.site for row in rows}:  # the other codes under which it gives numbers, or gave them before
            # The site that submitted it: whoever has it now may be another.
            before = select(alias.c.former).join(event, event.c.stream == alias.c.case_id)
            before = before.where(event.c.site == code, event.c.type == EventType.SUBMITTED)
            numbers = connection.execute(before.distinct()).scalars()
            codes = {reference.parse_site_code(number) for number in numbers} | codes_of(connection, code)
            former[code] = tuple(sorted(codes - {code}))
    listed = tuple(
        SitePublicKey(row.verify_key, row.site, row.name, _day(row.until), _day(row.revoked_at), former[row.site])
        for row in rows
    )
    number = undone + sum(1 + (key.until is not None) + (key.revoked is not None) + len(key.formerly) for key in listed)
    return KeyList(listed, number, hub.clock.now(), epoch_of(hub.store), hub.ring.verify_key)


def signed_list(hub: Hub, of: KeyList) -> dict[str, Any]:
    return {"version": VERSION, **signed_statement.sign_statement(make_key_list_statement(of), hub.ring.seed).to_wire()}


def signed_list_text(hub: Hub) -> str:
    return json.dumps(signed_list(hub, key_list(hub)), ensure_ascii=False) + "\n"


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.astimezone(UTC).date()
