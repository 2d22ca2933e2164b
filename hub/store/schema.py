"""The hub's tables. They store what happened; what follows from it, such as a case's state, is computed."""

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
    false,
    true,
)

from hub.store.columns import HASH, ID, Names, Utc, metadata
from hub.store.schema_work import worklist_columns

site = Table(
    "site",
    metadata,
    Column("code", String(4), primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_hash", HASH, unique=True, doc="none before it is enrolled, and after it is revoked"),
    Column("highest_counter", BigInteger, nullable=False),
    Column("unsent", Integer, doc="events the site held at its last heartbeat"),
    Column("oldest_unsent_at", Utc),
    Column("heard_at", Utc),
    Column("cursor", BigInteger, nullable=False, doc="last one given to an update, under this row's lock"),
    Column("fetched", BigInteger, nullable=False, server_default="0", doc="cursor up to which it has its updates"),
    Column("added_at", Utc, nullable=False),
    Column("revoked_at", Utc),
    Column("journal_count", BigInteger, doc="entries of the box's journal at its last heartbeat"),
    Column("journal_head", HASH),
    Column("journal_fault", String(16), nullable=False, server_default="", doc="back, differs, or empty"),
    Column("journal_fault_at", Utc),
)

site_key = Table(
    "site_key",
    metadata,
    Column("verify_key", HASH, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("since", Utc, nullable=False),
    Column("until", Utc, doc="another one took its place, or it was revoked"),
    Column("revoked", Boolean, nullable=False, doc="what it signed is not taken any more"),
    Column("revoked_at", Utc),
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("locator", ID, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("proof_key", LargeBinary, nullable=False, doc="locked"),
    Column("made_at", Utc, nullable=False),
    Column("used_at", Utc),
    Column("site_key", HASH),
)

hub_key = Table(
    "hub_key",
    metadata,
    Column("name", String(64), primary_key=True, doc="its file"),
    Column("public", HASH, nullable=False),
    Column("noticed_at", Utc, nullable=False),
)

lineage = Table(
    "lineage",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, doc="from 1; the highest counts"),
    Column("epoch", ID, nullable=False),
    Column("since", Utc, nullable=False),
    Column("beats", BigInteger, nullable=False, server_default="0", doc="minutes in which it was written to"),
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
    Column("left_at", Utc, doc="they work here no more; their name stays where they decided"),
    Column("letter_keys", Boolean, nullable=False, server_default=true(), doc="keys of one letter do something"),
    Column("given_names", Text, nullable=False, server_default="", doc="as their decisions say it (CRPA L. 212-1)"),
    Column("family_name", Text, nullable=False, server_default="", doc="as their decisions say it"),
    Column(
        "quality", Text, nullable=False, server_default="", doc="as their decisions say it; empty until it is known"
    ),
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
    Column("body", LargeBinary, nullable=False, doc="locked under the case's key"),
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
    Column("names", LargeBinary, nullable=False, doc="applicant and person, locked under the case's key"),
    Column("legal_date", String(10), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("follow_sha256", HASH, nullable=False),
    Column("code_at", Utc, doc="when a box gave the present code; none for the code of the first receipt"),
    Column("receipt_digest", String(32), nullable=False, server_default="", doc="of the receipt with that code"),
    Column("keep_days", Integer, doc="after it ended, as its box promised; none follows the hub's setting"),
    Column("erased_at", Utc),
    Column("erased_why", String(16), nullable=False, server_default="", doc="asked, expired, or empty"),
    Column("listed_state", String(16), server_default="received", doc="by which lists find it; triggers keep it"),
    *worklist_columns(),
)

case_key = Table(
    "case_key",
    metadata,
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False, doc="locked under the master key; without this row nobody reads"),
    sqlite_with_rowid=False,
)

name_token = Table(
    "name_token",
    metadata,
    Column("token", LargeBinary(16), primary_key=True, doc="keyed hash of the start of a name, or of a birth date"),
    Column("case_id", ID, primary_key=True, doc="of `cases`; looking each up cost a tenth of taking a case in"),
    sqlite_with_rowid=False,
)

decision = Table(
    "decision",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False, doc="from 1 within the case"),
    Column("state", String(16), nullable=False),
    Column("message", LargeBinary, nullable=False, doc="locked under the case's key"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("papers_by", String(10), nullable=False, server_default="", doc="ISO day; empty where none are asked for"),
    Column("author", LargeBinary, doc="name and quality, locked under the case's key; none where it decides nothing"),
    Column(
        "said_in", LargeBinary, doc="the message in other languages, locked under the case's key; none: French alone"
    ),
    UniqueConstraint("case_id", "number"),
)

site_update = Table(
    "site_update",
    metadata,
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("cursor", BigInteger, primary_key=True, autoincrement=False),
    Column("id", ID, nullable=False),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False, doc="JSON without its cursor, locked under the case's key"),
    Column("of_hub", Boolean, nullable=False, server_default=false(), doc="locked under a key of the hub: no contents"),
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

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False, doc="canonical JSON"),
    Column("hash", HASH, nullable=False, doc="SHA-256 of the hash before and the line"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("event_id", ID, ForeignKey("event.id"), nullable=False),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("size", Integer, nullable=False, doc="clear bytes"),
    Column("body", LargeBinary, nullable=False, doc="the file, locked under the case's key"),
    Column("received_at", Utc, nullable=False),
    Column("statement", Text, nullable=False),
    Column("signature", String(128), nullable=False),
)
