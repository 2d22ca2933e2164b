"""The trail of who came in, opened and decided what: each line holds the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, or_, select, text

from hub.hub import Hub
from hub.store.opening import Store
from hub.store.schema import audit, audit_checkpoint
from kiosk.crypto import keys
from kiosk.domain.events.event import encode_canonical_body
from kiosk.domain.trail.hash_chain import GENESIS, ChainHead, Link, walk_chain
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

KEPT = timedelta(days=365)
"""Twelve months, as the CNIL advises at most for traces of use (deliberation 2021-122)."""
_LAST = select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)
PAGE = 100
"""Lines on one page."""
_IN_ORDER = select(audit).order_by(audit.c.number).execution_options(yield_per=500)
"""The whole trail, some lines at once: it is long."""
_ADVISORY = 0x5041_5257
"""Our number among PostgreSQL's advisory locks: one line at a time."""


def purge_audit_trail(hub: Hub) -> int:
    """Delete the lines older than twelve months, sign a checkpoint for them, and return how many there were.

    Only from the beginning: the first younger line, even one dated by a wrong clock, stops the deletion.
    """
    now = hub.clock.now()
    limit = (now - KEPT).isoformat(timespec="microseconds")
    with hub.store.writing() as connection:
        last = None
        with connection.execute(_IN_ORDER) as lines:
            for line in lines:
                if json.loads(line.line)["at"] >= limit:
                    break
                last = line
        if last is None:
            return 0
        signature = keys.sign_bytes(hub.ring.seed, _statement(last.number, last.hash, now)).hex()
        checkpoint = {"number": last.number, "hash": last.hash, "at": now, "signature": signature}
        connection.execute(audit_checkpoint.insert().values(checkpoint))
        return int(connection.execute(audit.delete().where(audit.c.number <= last.number)).rowcount)


def start_of_trail(connection: Connection, verify_key: str) -> ChainHead:
    """The head after which lines are kept: that of the last deleted line, or of the beginning.

    Raises `Refused`: `audit-broken` where the checkpoint does not bear the hub's signature.
    """
    checkpoint = connection.execute(_LAST).first()
    if checkpoint is None:
        return ChainHead(0, GENESIS)
    said = _statement(checkpoint.number, checkpoint.hash, checkpoint.at)
    if not keys.is_valid_signature(verify_key, said, bytes.fromhex(checkpoint.signature)):
        raise Refused(HubRefusal.AUDIT_BROKEN, number=checkpoint.number)
    return ChainHead(checkpoint.number, checkpoint.hash)


def _statement(number: int, hashed: str, at: datetime) -> bytes:
    return encode_canonical_body({"trail": number, "hash": hashed, "at": at.isoformat(timespec="microseconds")})


class AuditAction(StrEnum):
    """What was done; words: context `audit` of `translations/hub`."""

    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    WRONG_PASSPHRASE = "wrong-passphrase"
    WRONG_CODE = "wrong-code"
    LOCKED = "locked"
    FACTOR_SET = "factor-set"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    PASSPHRASE_CHANGED = "passphrase-changed"
    SESSIONS_ENDED = "sessions-ended"
    UNLOCKED = "unlocked"
    FACTOR_RESET = "factor-reset"
    ACCOUNT_BOUND = "account-bound"
    ACCOUNT_UNBOUND = "account-unbound"
    RIGHTS_CHANGED = "rights-changed"
    PERSON_ADDED = "person-added"
    PERSON_LEFT = "person-left"
    SITE_ADDED = "site-added"
    SITE_INVITED = "site-invited"
    SITE_REVOKED = "site-revoked"
    SITE_LET_IN = "site-let-in"
    SITE_RENAMED = "site-renamed"
    SITE_SUCCEEDED = "site-succeeded"
    KEY_ROTATED = "key-rotated"
    KEYS_COPIED = "keys-copied"
    DATABASE_RESTORED = "database-restored"
    DATABASE_WENT_BACK = "database-went-back"
    DAY_CONFIRMED = "day-confirmed"
    CONTENT_CONFLICT = "content-conflict"
    PUBLISHED = "published"
    BUNDLE_TAKEN = "bundle-taken"
    RELEASE_ANNOUNCED = "release-announced"
    OPENED = "opened"
    FILE_OPENED = "file-opened"
    PAPER_SETTLED = "paper-settled"
    SEARCHED = "searched"
    SITE_SEARCHED = "site-searched"
    CODE_REPLACED = "code-replaced"
    TAKEN = "taken"
    HANDED_OVER = "handed-over"
    NOTED = "noted"
    ABSENCE_NOTED = "absence-noted"
    ABSENCE_ENDED = "absence-ended"
    DECIDED = "decided"
    PASSED_ON = "passed-on"
    TAKEN_BACK = "taken-back"
    DECISION_LEFT = "decision-left"
    DECISION_STOPPED = "decision-stopped"
    DOCUMENT_GIVEN = "document-given"
    TEMPLATE_WRITTEN = "template-written"
    EXPORTED = "exported"
    CASES_EXPORTED = "cases-exported"
    EXPIRED = "expired"
    EXPIRED_UNAGREED = "expired-unagreed"
    ARCHIVED = "archived"
    ARCHIVES_LISTED = "archives-listed"
    SENT_AGAIN = "sent-again"
    LET_BE = "let-be"
    SECRET_MADE = "secret-made"
    RIGHTS_ERASED = "rights-erased"
    RIGHTS_REFUSED = "rights-refused"
    RIGHTS_GIVEN = "rights-given"


class AuditLine(Struct, frozen=True):
    """One line. `action` equals an `AuditAction`, or is the word of another version; `by`, `about` are ids of staff."""

    number: int
    at: datetime
    action: str
    by: str
    about: str
    reference: str
    detail: str


def append_audit_line(
    hub: Hub,
    action: AuditAction,
    *,
    by: str = "",
    about: str = "",
    reference: str = "",
    detail: str = "",
    within: Connection | None = None,
) -> None:
    """Append one line, as the last thing in the transaction `within`, or in one of its own.

    `by` and `about` are ids of staff; `detail` is a code, never words that somebody typed.
    """
    line = {"action": action, "by": by, "about": about, "reference": reference, "detail": detail}
    with nullcontext(within) if within is not None else hub.store.writing() as connection:
        _append(hub, connection, line)


def list_audit_lines(store: Store, before: int = 0, *said: Iterable[str]) -> list[AuditLine]:
    """One page of lines, newest first, those before the number `before`.

    `said`: parts of the lines, of which each has at least one of each group (`"action":"decided"`): they are canonical
    JSON, in which what is said is written in one way.
    """
    query = select(audit.c.line).order_by(audit.c.number.desc()).limit(PAGE)
    if before:
        query = query.where(audit.c.number < before)
    for group in said:
        query = query.where(or_(*(audit.c.line.contains(part, autoescape=True) for part in group)))
    with store.reading() as connection:
        lines = [json.loads(line) for line in connection.execute(query).scalars()]
    return [AuditLine(**line | {"at": datetime.fromisoformat(line["at"])}) for line in lines]


def verify_audit_trail(hub: Hub, noted: str = "") -> ChainHead:
    """Verify the whole chain from the last signed checkpoint on, and return its head.

    Raises `Refused`: `audit-broken` with the number of the first bad line, `audit-shortened` where `noted`, the
    `ChainHead.noted` of an earlier call, is neither in it nor purged since.
    """
    with hub.store.reading() as connection:
        last = start_of_trail(connection, hub.ring.verify_key)
        count = noted.partition(":")[0]
        seen = not noted or noted == last.noted or (int(count) if count.isdecimal() else 0) < last.count
        for head, fault in walk_chain(map(_make_link, connection.execute(_IN_ORDER)), last):
            if fault is not None:
                raise Refused(HubRefusal.AUDIT_BROKEN, number=fault.number)
            last, seen = head, seen or noted == head.noted
    if not seen:
        raise Refused(HubRefusal.AUDIT_SHORTENED)
    return last


def _append(hub: Hub, connection: Connection, line: dict[str, Any]) -> None:
    """Append a line; SQLite has one writer anyway, on PostgreSQL a lock until the transaction ends makes it so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY})
    last = connection.execute(select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)).first()
    head = ChainHead(last.number, last.hash) if last else start_of_trail(connection, hub.ring.verify_key)
    number = head.count + 1
    entry = encode_canonical_body(
        {"number": number, "at": hub.clock.now().isoformat(timespec="microseconds"), **line}
    ).decode()
    connection.execute(audit.insert().values(number=number, line=entry, hash=_hash(head.head, entry)))


def _make_link(row: Row[Any]) -> Link:
    number = json.loads(row.line).get("number")
    return Link(row.number, row.hash, lambda before: number == row.number and row.hash == _hash(before, row.line))


def _hash(before: str, line: str) -> str:
    return hashlib.sha256((before + line).encode()).hexdigest()
