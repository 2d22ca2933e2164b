"""The tables about what comes after: second numbers, answers to requests about data, the daily run, checkpoints."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from hub.store.columns import HASH, ID, Utc, metadata

site_code = Table(
    "site_code",
    metadata,
    Column("code", String(4), primary_key=True, doc="another code under which the site gives numbers"),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("since", String(10), nullable=False, doc="the first day of the new code"),
)

alias = Table(
    "alias",
    metadata,
    Column("former", String(32), primary_key=True, doc="a number that the case had before, on receipts"),
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True, index=True),
    Column("since", Utc, nullable=False),
    Column("statement", Text, nullable=False, doc="what the site signed; empty where the submitted event says it"),
    Column("signature", String(128), nullable=False),
    sqlite_with_rowid=False,
)

rights_answer = Table(
    "rights_answer",
    metadata,
    Column("event_id", ID, ForeignKey("event.id"), primary_key=True, doc="the request"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("outcome", String(16), nullable=False, doc="erased, refused, given"),
    Column("message", LargeBinary, nullable=False, doc="locked under the case's key; empty where that is gone"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
)

upkeep = Table(
    "upkeep",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("day", String(10), nullable=False, doc="the last one on which it was begun"),
)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False, doc="lines up to this one may go"),
    Column("hash", HASH, nullable=False, doc="of that line"),
    Column("at", Utc, nullable=False),
    Column("signature", String(128), nullable=False, doc="of the hub, over the three above"),
)

release_note = Table(
    "release_note",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, doc="1: the last note"),
    Column("statement", Text, nullable=False, doc="what boxes are told of a newer version"),
    Column("signature", String(128), nullable=False),
)

other_content = Table(
    "other_content",
    metadata,
    Column("event_id", ID, ForeignKey("event.id"), primary_key=True, doc="what was received first under this id"),
    Column("sha256", HASH, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False, doc="locked under the case's key"),
    Column("received_at", Utc, nullable=False),
)
