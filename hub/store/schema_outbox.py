"""The tables about what is passed on to other systems: the destinations, and what each is told. No contents."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from hub.store.columns import ID, Utc, metadata

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself in a column of this very type alone."""

destination = Table(
    "destination",
    metadata,
    Column("name", String(64), primary_key=True, doc="its name in the settings"),
    Column("parcels", BigInteger, nullable=False, server_default="0", doc="parcels that were begun"),
    Column("leased_by", ID, doc="the process that delivers"),
    Column("leased_until", Utc, doc="then another may"),
    Column("failures", Integer, nullable=False, server_default="0", doc="in a row"),
    Column("fault", String(32), nullable=False, server_default="", doc="of the last try; empty where it worked"),
    Column("retry_at", Utc, doc="nothing is tried before"),
    Column("delivered_at", Utc, doc="the last time that something arrived"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("number", NUMBER, primary_key=True, doc="grows within a case"),
    Column("destination", String(64), nullable=False),
    Column("id", ID, nullable=False, doc="of the event, the decision or the erasure that it tells"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("type", String(16), nullable=False),
    Column("at", Utc, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("parcel", BigInteger, doc="what it was last handed over in"),
    Column("due_at", Utc, doc="none once it was delivered, and while it needs a person"),
    Column("fault", String(32), nullable=False, server_default="", doc="why it needs a person, or of the last try"),
    Column("delivered_at", Utc),
    UniqueConstraint("destination", "id"),
    Index("ix_delivery_destination_due_at_number", "destination", "due_at", "number"),
    Index("ix_delivery_destination_parcel", "destination", "parcel"),
    Index("ix_delivery_destination_case_id_number", "destination", "case_id", "number"),
    Index(
        "ix_delivery_waiting",
        "destination",
        "due_at",
        "at",
        sqlite_where=text("delivered_at IS NULL"),
        postgresql_where=text("delivered_at IS NULL"),
    ),
    Index(
        "ix_delivery_attention",
        "number",
        sqlite_where=text("delivered_at IS NULL AND due_at IS NULL"),
        postgresql_where=text("delivered_at IS NULL AND due_at IS NULL"),
    ),
)
