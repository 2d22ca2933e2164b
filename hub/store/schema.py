"""The tables of the hub: cases and what is said of them, files, decisions, staff, what is passed on, how cases end."""

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.types import BigInteger, Boolean, Integer, LargeBinary, String, Text

from hub.store.columns import FILTERED, HASH, ID, NUMBER, PASSED, WAITS, Names, Utc, make_partial_index, make_table

taken_decision = make_table(
    "taken_decision",
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

asked_paper = make_table(
    "asked_paper",
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("decision_id", ID, ForeignKey("decision.id"), nullable=False),
    Column("place", Integer, nullable=False, doc="from 0 within the request"),
    Column("body", LargeBinary, nullable=False, doc="document and label, locked under the case's key"),
    Column("settled", String(16), nullable=False, server_default="", doc="accepted, given-up; empty while it is open"),
    Column("settled_by", ID, ForeignKey("staff.id")),
    Column("settled_at", Utc),
)

site_code = make_table(
    "site_code",
    Column("code", String(4), primary_key=True, doc="another code under which the site gives numbers"),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("since", String(10), nullable=False, doc="the first day of the new code"),
)

alias = make_table(
    "alias",
    Column("former", String(32), primary_key=True, doc="a number that the case had before, on receipts"),
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True, index=True),
    Column("since", Utc, nullable=False),
    Column("statement", Text, nullable=False, doc="what the site signed; empty where the submitted event says it"),
    Column("signature", String(128), nullable=False),
    sqlite_with_rowid=False,
)

rights_answer = make_table(
    "rights_answer",
    Column("event_id", ID, ForeignKey("event.id"), primary_key=True, doc="the request"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("outcome", String(16), nullable=False, doc="erased, refused, given"),
    Column("message", LargeBinary, nullable=False, doc="locked under the case's key; empty where that is gone"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
)

upkeep = make_table(
    "upkeep",
    Column("name", String(16), primary_key=True),
    Column("day", String(10), nullable=False, doc="the last one on which it was begun"),
)

audit_checkpoint = make_table(
    "audit_checkpoint",
    Column("number", BigInteger, primary_key=True, autoincrement=False, doc="lines up to this one may go"),
    Column("hash", HASH, nullable=False, doc="of that line"),
    Column("at", Utc, nullable=False),
    Column("signature", String(128), nullable=False, doc="of the hub, over the three above"),
)

release_note = make_table(
    "release_note",
    Column("number", Integer, primary_key=True, autoincrement=False, doc="1: the last note"),
    Column("statement", Text, nullable=False, doc="what boxes are told of a newer version"),
    Column("signature", String(128), nullable=False),
)

other_content = make_table(
    "other_content",
    Column("event_id", ID, ForeignKey("event.id"), primary_key=True, doc="what was received first under this id"),
    Column("sha256", HASH, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False, doc="locked under the case's key"),
    Column("received_at", Utc, nullable=False),
)

chunked_file = make_table(
    "chunked_file",
    Column("id", ID, primary_key=True, doc="of the attachment, whose row is there once every chunk is"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("event_id", ID, ForeignKey("event.id"), nullable=False),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("size", Integer, nullable=False, doc="clear bytes, as the event promises"),
    Column("file_key", LargeBinary, nullable=False, doc="the key of its chunks, locked under the case's key"),
    Column("header", LargeBinary, nullable=False, doc="what its encrypted stream begins with"),
    Column("chunks", LargeBinary, nullable=False, doc="SHA-256 of each chunk in order, 32 bytes each: the objects"),
    Column("asked_at", Utc, nullable=False, index=True, doc="when its box spoke of it last"),
)

given_document = make_table(
    "given_document",
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("decision_id", ID, nullable=False, unique=True, doc="which leaves with it; no key: it may not have left"),
    Column("size", Integer, nullable=False, doc="clear bytes"),
    Column("body", LargeBinary, nullable=False, doc="name, type, hash and signer, locked under the case's key"),
    Column("file_key", LargeBinary, nullable=False, doc="the key of its chunks, locked under the case's key"),
    Column("header", LargeBinary, nullable=False, doc="what its encrypted stream begins with"),
    Column("chunks", LargeBinary, nullable=False, doc="SHA-256 of each chunk in order, 32 bytes each: the objects"),
)

dead_file = make_table(
    "dead_file",
    Column("id", ID, primary_key=True, doc="of an attachment that was erased or given up: its objects go"),
    Column("since", Utc, nullable=False),
)

telephone_file = make_table(
    "telephone_file",
    Column("id", ID, primary_key=True, doc="of a file from somebody's telephone, until « Envoyer » makes it theirs"),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("page", ID, nullable=False, doc="on which it came, the only one that names it"),
    Column("paper_id", ID, nullable=False, doc="of the paper asked for"),
    Column("size", Integer, nullable=False, doc="clear bytes, cleaned"),
    Column("came_at", Utc, nullable=False, index=True),
    Column("locked", LargeBinary, nullable=False, doc="what it is and how it is kept, locked under the case's key"),
)

site_health = make_table(
    "site_health",
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
    Column("opening", Text, nullable=False, server_default="[]", doc="the same as tables of its settings, in JSON"),
)

enrolment_try = make_table(
    "enrolment_try",
    Column("id", ID, primary_key=True),
    Column("source", HASH, nullable=False, index=True, doc="keyed hash of an address"),
    Column("at", Utc, nullable=False),
)

provider_account = make_table(
    "provider_account",
    Column("subject", HASH, primary_key=True, doc="keyed hash of the provider and its name for the person"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False, unique=True),
    Column("bound_at", Utc, nullable=False),
)

provider_attempt = make_table(
    "provider_attempt",
    Column("cookie_hash", HASH, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("secret", LargeBinary, nullable=False, doc="state, nonce, verifier and goal, locked; used once"),
)

provider_stranger = make_table(
    "provider_stranger",
    Column("code_hash", HASH, primary_key=True, doc="keyed hash of the code that they show to an operator"),
    Column("subject", HASH, nullable=False),
    Column("at", Utc, nullable=False, index=True),
)

provider_session = make_table(
    "provider_session",
    Column("cookie_hash", HASH, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("id_token", LargeBinary, nullable=False, doc="locked; what the provider ends its own session by"),
)

bundle = make_table(
    "bundle",
    Column("id", ID, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("taken_at", Utc, nullable=False, index=True, doc="for the last time"),
    Column("events", Integer, nullable=False),
    Column("taken", Integer, nullable=False, doc="of these events, stored for the first time"),
    Column("refused", Integer, nullable=False),
    Column("answer", LargeBinary, doc="sealed to the box: this hub cannot open it; null once it was deleted"),
)

publication = make_table(
    "publication",
    Column("cursor", Integer, primary_key=True, autoincrement=False, doc="its place among all publications"),
    Column("sort", String(8), nullable=False, doc="root or list"),
    Column("scope", String(4), nullable=False, doc="the code of a site; empty for every site"),
    Column("number", Integer, nullable=False, doc="as the document says it"),
    Column("document", Text, nullable=False, doc="the signed document, as JSON"),
    Column("published_at", Utc, nullable=False),
    UniqueConstraint("sort", "scope", "number"),
)

published_content = make_table(
    "published_content", Column("sha256", HASH, primary_key=True), Column("content", LargeBinary, nullable=False)
)

site_publication = make_table(
    "site_publication",
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("cursor", Integer, nullable=False, doc="everything up to it is in force at the site"),
    Column("fault", String(32), nullable=False, doc="the code of what the site could not take; empty for nothing"),
    Column("at", Utc, nullable=False),
)

sign_in_try = make_table(
    "sign_in_try",
    Column("id", ID, primary_key=True),
    Column("address", HASH, nullable=False, index=True, doc="where it came from, keyed"),
    Column("at", Utc, nullable=False, index=True),
    Column("worked", Boolean, nullable=False),
)

destination = make_table(
    "destination",
    Column("name", String(64), primary_key=True, doc="its name in the settings"),
    Column("parcels", BigInteger, nullable=False, server_default="0", doc="parcels that were begun"),
    Column("leased_by", ID, doc="the process that delivers"),
    Column("leased_until", Utc, doc="then another may"),
    Column("failures", Integer, nullable=False, server_default="0", doc="in a row"),
    Column("fault", String(32), nullable=False, server_default="", doc="of the last try; empty where it worked"),
    Column("retry_at", Utc, doc="nothing is tried before"),
    Column("delivered_at", Utc, doc="the last time that something arrived"),
)

delivery = make_table(
    "delivery",
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
    make_partial_index(text("delivered_at IS NULL"), "ix_delivery_waiting", "destination", "due_at", "at"),
    make_partial_index(text("delivered_at IS NULL AND due_at IS NULL"), "ix_delivery_attention", "number"),
)

absence = make_table(
    "absence",
    Column("id", ID, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False, index=True),
    Column("first_day", String(10), nullable=False, doc="ISO day"),
    Column("last_day", String(10), nullable=False, doc="ISO day, of the absence still"),
    Column("stand_in", ID, ForeignKey("staff.id"), nullable=False, doc="who gets their cases meanwhile"),
)

case_note = make_table(
    "case_note",
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("words", LargeBinary, nullable=False, doc="locked under the case's key"),
)

message_template = make_table(
    "message_template",
    Column("service", String(64), primary_key=True, doc="empty for all"),
    Column("text", Text, nullable=False, doc="its templates, in French with translations; nothing about a person"),
    Column("revision", Integer, nullable=False, doc="from 1, one more with each change"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False, doc="who changed it last"),
    Column("changed_at", Utc, nullable=False),
)

site = make_table(
    "site",
    Column("code", String(4), primary_key=True),
    Column("name", Text, nullable=False),
    Column("token_hash", HASH, unique=True, doc="none before it is enrolled"),
    Column("highest_counter", BigInteger, nullable=False),
    Column("unsent", Integer, doc="events the site held at its last heartbeat"),
    Column("oldest_unsent_at", Utc),
    Column("heard_at", Utc),
    Column("cursor", BigInteger, nullable=False, doc="last one given to an update, under this row's lock"),
    Column("fetched", BigInteger, nullable=False, server_default="0", doc="cursor up to which it has its updates"),
    Column("added_at", Utc, nullable=False),
    Column("revoked_at", Utc, doc="its token is refused since; empty again once it is let in or enrolls"),
    Column("undone_changes", Integer, nullable=False, server_default="0", doc="of its keys, as `key_list` counts"),
    Column("journal_count", BigInteger, doc="entries of the box's journal at its last heartbeat"),
    Column("journal_head", HASH),
    Column("journal_fault", String(16), nullable=False, server_default="", doc="back, differs, or empty"),
    Column("journal_fault_at", Utc),
)

site_key = make_table(
    "site_key",
    Column("verify_key", HASH, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("since", Utc, nullable=False),
    Column("until", Utc, doc="another one took its place, or it was revoked"),
    Column("revoked", Boolean, nullable=False, doc="what it signed is not taken any more"),
    Column("revoked_at", Utc),
)

enrolment = make_table(
    "enrolment",
    Column("locator", ID, primary_key=True),
    Column("site", String(4), ForeignKey("site.code"), nullable=False, index=True),
    Column("proof_key", LargeBinary, nullable=False, doc="locked"),
    Column("made_at", Utc, nullable=False),
    Column("used_at", Utc),
    Column("site_key", HASH),
)

hub_key = make_table(
    "hub_key",
    Column("name", String(64), primary_key=True, doc="its file"),
    Column("public", HASH, nullable=False),
    Column("noticed_at", Utc, nullable=False),
)

lineage = make_table(
    "lineage",
    Column("number", Integer, primary_key=True, autoincrement=False, doc="from 1; the highest counts"),
    Column("epoch", ID, nullable=False),
    Column("since", Utc, nullable=False),
    Column("beats", BigInteger, nullable=False, server_default="0", doc="minutes written to, and files that came"),
)

staff = make_table(
    "staff",
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
    Column("quality", Text, nullable=False, server_default="", doc="as their decisions say it; empty until known"),
)

staff_session = make_table(
    "staff_session",
    Column("cookie_hash", HASH, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False, index=True),
)

event = make_table(
    "event",
    Column("id", ID, primary_key=True),
    Column("stream", ID, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", String(16), nullable=False),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("reference", String(32), nullable=False, index=True),
    Column("replaces", ID, nullable=False, server_default="", doc="the refused event that it was mended from"),
    Column("sha256", HASH, nullable=False),
    Column("body", LargeBinary, nullable=False, doc="locked under the case's key"),
    Column("received_at", Utc, nullable=False),
    Column("statement", Text, nullable=False, doc="signed where it is told"),
    UniqueConstraint("stream", "sequence"),
)

cases = make_table(
    "cases",
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
    Column("due_on", String(10), nullable=False, server_default="", doc="see `hub.cases.case_history`"),
    Column("assigned_to", ID, nullable=False, server_default="", doc="id of who has it; empty for nobody"),
    Column("procedure", String(64), nullable=False, server_default=""),
    Column("language", String(8), nullable=False, server_default="", doc="ISO 639-1, of the person"),
    Column("channel", String(32), nullable=False, server_default=""),
    Index("ix_cases_newest", "prepared", "received_at", "id", "service", "site"),
    Index("ix_cases_listed", "prepared", "listed_state", "received_at", "id", "service", "site"),
    Index("ix_cases_service", "service"),
    make_partial_index(WAITS, "ix_cases_work", "due_on", "received_at", "id", *FILTERED),
    make_partial_index(WAITS, "ix_cases_owner", "assigned_to", "due_on", "received_at", "id"),
    make_partial_index(WAITS, "ix_cases_procedures", "procedure", "service", "site"),
)

case_key = make_table(
    "case_key",
    Column("case_id", ID, ForeignKey("cases.id"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False, doc="locked under the master key; without this row nobody reads"),
    sqlite_with_rowid=False,
)

name_token = make_table(
    "name_token",
    Column("token", LargeBinary(16), primary_key=True, doc="keyed hash of the start of a name, or of a birth date"),
    Column("case_id", ID, primary_key=True, doc="of `cases`; looking each up cost a tenth of taking a case in"),
    sqlite_with_rowid=False,
)

decision = make_table(
    "decision",
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False, doc="from 1 within the case"),
    Column("state", String(16), nullable=False),
    Column("message", LargeBinary, nullable=False, doc="locked under the case's key"),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("papers_by", String(10), nullable=False, server_default="", doc="ISO day; empty where none are asked for"),
    Column("author", LargeBinary, doc="name and quality, locked under the case's key; none where it decides nothing"),
    Column("said_in", LargeBinary, doc="the message in other languages, locked likewise; none: French alone"),
    Column("passed_to", Text, nullable=False, server_default="", doc="whom it was passed on to; empty for nobody"),
    Column("other_body", Boolean, nullable=False, server_default=false(), doc="that is another administration"),
    Column("from_service", String(64), nullable=False, server_default="", doc="that had the case, and took it"),
    Column("from_site", String(4), nullable=False, server_default=""),
    make_partial_index(PASSED, "ix_decision_passed", "at"),
    UniqueConstraint("case_id", "number"),
)

site_update = make_table(
    "site_update",
    Column("site", String(4), ForeignKey("site.code"), primary_key=True),
    Column("cursor", BigInteger, primary_key=True, autoincrement=False),
    Column("id", ID, nullable=False),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False, doc="JSON without its cursor, locked under the case's key"),
    Column("of_hub", Boolean, nullable=False, server_default=false(), doc="locked under a key of the hub: no contents"),
)

second_factor = make_table(
    "second_factor",
    Column("staff_id", ID, ForeignKey("staff.id"), primary_key=True),
    Column("secret", LargeBinary, nullable=False, doc="what the person's telephone holds too, locked"),
    Column("last_step", BigInteger, nullable=False, doc="of the last code taken: neither it nor an older one again"),
    Column("salt", LargeBinary, nullable=False, doc="of the recovery codes"),
    Column("set_at", Utc, nullable=False),
)

recovery_code = make_table(
    "recovery_code",
    Column("staff_id", ID, ForeignKey("staff.id"), primary_key=True),
    Column("hash", HASH, primary_key=True, doc="Argon2id; the row goes when the code is used"),
)

half_session = make_table(
    "half_session",
    Column("cookie_hash", HASH, primary_key=True),
    Column("staff_id", ID, ForeignKey("staff.id"), nullable=False),
    Column("opened_at", Utc, nullable=False, index=True),
    Column("secret", LargeBinary, doc="the second factor it may set up, locked; none where there is one"),
)

audit = make_table(
    "audit",
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False, doc="canonical JSON"),
    Column("hash", HASH, nullable=False, doc="SHA-256 of the hash before and the line"),
)

attachment = make_table(
    "attachment",
    Column("id", ID, primary_key=True),
    Column("case_id", ID, ForeignKey("cases.id"), nullable=False, index=True),
    Column("event_id", ID, ForeignKey("event.id"), nullable=False),
    Column("site", String(4), ForeignKey("site.code"), nullable=False),
    Column("size", Integer, nullable=False, doc="clear bytes"),
    Column("received_at", Utc, nullable=False),
    Column("statement", Text, nullable=False),
    Column("signature", String(128), nullable=False),
)
