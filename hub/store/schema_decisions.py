"""The tables around a decision: one that has not left yet, and the papers that a request asks for."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from hub.store.columns import ID, Utc, metadata

taken_decision = Table(
    "taken_decision",
    metadata,
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True, doc="the row goes when the decision leaves"),
    Column("id", ID, nullable=False, doc="that of its decision"),
    Column("update_id", ID, nullable=False, doc="that of what sites are told of it"),
    Column("state", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False, doc="message and papers asked for, locked under the case's key"),
    Column("papers_by", String(10), nullable=False, server_default="", doc="ISO day; empty where none are asked for"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("taken_at", Utc, nullable=False),
    Column("leaves_at", Utc, nullable=False, index=True),
    Column("epoch", ID, nullable=False, doc="of the database when it was taken"),
    Column("stopped", String(16), nullable=False, server_default="", doc="arrived, restored; empty where it leaves"),
)

asked_paper = Table(
    "asked_paper",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("decision_id", ID, ForeignKey("decision.id"), nullable=False),
    Column("place", Integer, nullable=False, doc="from 0 within the request"),
    Column("body", LargeBinary, nullable=False, doc="document and label, locked under the case's key"),
    Column("settled", String(16), nullable=False, server_default="", doc="accepted, given-up; empty while it is open"),
    Column("settled_by", ID, ForeignKey("staff.id")),
    Column("settled_at", Utc),
)
