"""The tables for whoever runs the hub: health of boxes, accounts of a provider, what is published or came by hand."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
)

from hub.store.columns import HASH, ID, Names, Utc, metadata

site_health = Table(
    "site_health",
    metadata,
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("clock_s", BigInteger, doc="seconds that the box's clock is ahead of the hub's; less than 0 behind"),
    Column("release", String(32), nullable=False),
    Column("free_bytes", BigInteger, nullable=False),
    Column("refused", Integer, nullable=False, doc="events that the desk has to mend"),
    Column("files", Integer, nullable=False, doc="files not sent yet"),
    Column("printers", Integer, nullable=False),
    Column("printer_faults", Names, nullable=False, doc="a code for what keeps one from printing, each once"),
    Column("phone", Text, nullable=False, server_default="", doc="of its town hall, as its settings have it"),
    Column("hours", Text, nullable=False, server_default="", doc="of its town hall, in its own words"),
    Column(
        "opening",
        Text,
        nullable=False,
        server_default="[]",
        doc="the same as tables of its settings, in JSON",
    ),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("service", String(64), primary_key=True),
    Column("secret", LargeBinary, nullable=False, doc="key and certificates that sign decisions, locked"),
    Column("subject", Text, nullable=False, doc="whom the certificate names"),
    Column("not_after", Utc, nullable=False, doc="last moment of the certificate"),
    Column("added_at", Utc, nullable=False),
)

enrolment_try = Table(
    "enrolment_try",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", HASH, nullable=False, index=True, doc="keyed hash of an address"),
    Column("at", Utc, nullable=False),
)

provider_account = Table(
    "provider_account",
    metadata,
    Column("subject", HASH, primary_key=True, doc="keyed hash of the provider and its name for the person"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False, unique=True),
    Column("bound_at", Utc, nullable=False),
)

provider_attempt = Table(
    "provider_attempt",
    metadata,
    Column("cookie_hash", HASH, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("secret", LargeBinary, nullable=False, doc="state, nonce, verifier and goal, locked; used once"),
)

provider_stranger = Table(
    "provider_stranger",
    metadata,
    Column("code_hash", HASH, primary_key=True, doc="keyed hash of the code that they show to an operator"),
    Column("subject", HASH, nullable=False),
    Column("at", Utc, nullable=False, index=True),
)

provider_session = Table(
    "provider_session",
    metadata,
    Column("cookie_hash", HASH, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("id_token", LargeBinary, nullable=False, doc="locked; what the provider ends its own session by"),
)

bundle = Table(
    "bundle",
    metadata,
    Column("id", ID, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("made_at", Utc, nullable=False, doc="by the clock of the box"),
    Column("taken_at", Utc, nullable=False, index=True, doc="for the last time"),
    Column("events", Integer, nullable=False),
    Column("taken", Integer, nullable=False, doc="of these events, stored for the first time"),
    Column("refused", Integer, nullable=False),
    Column("attempt", ID, nullable=False, doc="whose pieces are the answer"),
    Column("answer_bytes", BigInteger, nullable=False, doc="0 once the answer was deleted; the file can come again"),
)

bundle_answer = Table(
    "bundle_answer",
    metadata,
    Column("attempt", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("bundle", ID, nullable=False, index=True),
    Column("written_at", Utc, nullable=False, index=True),
    Column("piece", LargeBinary, nullable=False, doc="sealed to the box: this hub cannot open it"),
)

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

sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("id", ID, primary_key=True),
    Column("address", HASH, nullable=False, index=True, doc="where it came from, keyed"),
    Column("at", Utc, nullable=False, index=True),
    Column("worked", Boolean, nullable=False),
)
