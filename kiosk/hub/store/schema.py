"""The hub's tables. What happened is stored; what follows from it (a case's state) is computed."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

ID = String(32)
"""32 hexadecimal digits."""
HASH = String(64)
"""A SHA-256 in hexadecimal."""


class Utc(TypeDecorator[datetime]):
    """A moment, always aware and in UTC in Python, whatever the engine keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Names(TypeDecorator[tuple[str, ...]]):
    """A few short names, kept as a JSON list in one spelling: sorted, each once."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(sorted(set(value)), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


CONSTRAINTS = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""How constraints are named, so that a later migration can find them on either engine."""
metadata = MetaData(naming_convention=CONSTRAINTS)

site = Table(
    "site",
    metadata,
    Column("code", String(4), primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_hash", HASH, nullable=False, unique=True),
    Column("highest_counter", BigInteger, nullable=False),
    Column("unsent", Integer, doc="events the site held at its last heartbeat"),
    Column("oldest_unsent_at", Utc),
    Column("heard_at", Utc),
    Column("cursor", BigInteger, nullable=False, doc="last one given to an update, under this row's lock"),
    Column("added_at", Utc, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", ID, primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False, doc="instructor: decides cases; operator: sees no contents"),
    Column("passphrase", Text, nullable=False, doc="Argon2id"),
    Column("failures", Integer, nullable=False, doc="wrong passphrases and codes in a row"),
    Column("added_at", Utc, nullable=False),
    Column("services", Names, nullable=False, server_default="[]", doc="whose cases they see; none for all"),
    Column("sites", Names, nullable=False, server_default="[]", doc="whose cases they see; none for all"),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("cookie_hash", HASH, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False, index=True),
)

event = Table(
    "event",
    metadata,
    Column("id", ID, primary_key=True),
    Column("stream", ID, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("reference", String(32), nullable=False, index=True),
    Column("sha256", HASH, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("statement", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    UniqueConstraint("stream", "sequence"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", ID, primary_key=True, doc="the stream of the event that submitted it"),
    Column("reference", String(32), nullable=False, unique=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("prepared", Boolean, nullable=False, doc="another body decides: never shown as a deposit"),
    Column("title", Text, nullable=False),
    Column("service", String(64), nullable=False),
    Column("service_name", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("names", Text, nullable=False, doc="both names without accents or capitals, for the search"),
    Column("legal_date", String(10), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("follow_sha256", HASH, nullable=False),
    Index("ix_cases_received_at_id", "received_at", "id"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False, doc="from 1 within the case"),
    Column("state", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("case_id", "number"),
)

site_update = Table(
    "site_update",
    metadata,
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("cursor", BigInteger, primary_key=True, autoincrement=False),
    Column("id", ID, nullable=False),
    Column("body", Text, nullable=False, doc="the update as JSON, without its cursor"),
)

second_factor = Table(
    "second_factor",
    metadata,
    Column("staff_id", ID, ForeignKey("staff.id"), primary_key=True),
    Column("secret", LargeBinary, nullable=False, doc="what the person's telephone holds too, locked"),
    Column("last_step", BigInteger, nullable=False, doc="of the last code taken: neither it nor an older one again"),
    Column("salt", LargeBinary, nullable=False, doc="of the recovery codes"),
    Column("set_at", Utc, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("staff_id", ID, ForeignKey("staff.id"), primary_key=True),
    Column("hash", HASH, primary_key=True, doc="Argon2id; the row goes when the code is used"),
)

half_session = Table(
    "half_session",
    metadata,
    Column("cookie_hash", HASH, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Utc, nullable=False, index=True),
    Column("secret", LargeBinary, doc="the second factor it may set up, locked; none where there is one"),
)

sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("id", ID, primary_key=True),
    Column("address", HASH, nullable=False, index=True, doc="where it came from, keyed"),
    Column("at", Utc, nullable=False, index=True),
    Column("worked", Boolean, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False, doc="canonical JSON"),
    Column("hash", HASH, nullable=False, doc="SHA-256 of the hash before and the line"),
)
