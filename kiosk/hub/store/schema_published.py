"""The tables for what an authority publishes through this hub, which can neither make nor change it."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint, select

from kiosk.hub.store.columns import HASH, Utc, metadata

publication = Table(
    "publication",
    metadata,
    Column("cursor", Integer, primary_key=True, autoincrement=False, doc="its place among all publications"),
    Column("sort", String(8), nullable=False, doc="root or list"),
    Column("scope", String(4), nullable=False, doc="the code of a site; empty for every site"),
    Column("number", Integer, nullable=False, doc="as the document says it"),
    Column("document", Text, nullable=False, doc="the signed document, as JSON"),
    Column("published_at", Utc, nullable=False),
    UniqueConstraint("sort", "scope", "number"),
)

NEWEST_ROOT = (
    select(publication.c.document).where(publication.c.sort == "root").order_by(publication.c.number.desc()).limit(1)
)
"""The document of the newest root; no row where nothing was published."""

published_content = Table(
    "published_content",
    metadata,
    Column("sha256", HASH, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

site_publication = Table(
    "site_publication",
    metadata,
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("cursor", Integer, nullable=False, doc="everything up to it is in force at the site"),
    Column("fault", String(32), nullable=False, doc="the code of what the site could not take; empty for nothing"),
    Column("at", Utc, nullable=False),
)
