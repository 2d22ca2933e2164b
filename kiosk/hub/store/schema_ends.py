"""The tables about the end of data: answers to requests about it, the daily run, checkpoints of the audit trail."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

from kiosk.hub.store.columns import HASH, ID, Utc, metadata

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
