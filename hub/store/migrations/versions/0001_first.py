"""The first schema: every table of the hub with its indexes, and what the database itself keeps true.

The trail (`audit`) only grows, but for what a checkpoint stands for; `cases.listed_state`, by which lists find a case,
follows decisions and withdrawals, whoever writes them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(32)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)

_CHECKPOINT = "coalesce((SELECT max(number) FROM audit_checkpoint), 0)"
_LATER_DECISION = "SELECT 1 FROM decision WHERE case_id = NEW.case_id AND number > NEW.number"
_DECIDED = (
    "UPDATE cases SET listed_state = NEW.state"
    " WHERE id = NEW.case_id AND (listed_state IS NULL OR listed_state <> 'withdrawn')"
)
_WITHDRAWN = "UPDATE cases SET listed_state = 'withdrawn' WHERE reference = NEW.reference"
_ON_SQLITE = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.number > {_CHECKPOINT}"
    " BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    f"CREATE TRIGGER decision_listed AFTER INSERT ON decision WHEN NOT EXISTS ({_LATER_DECISION})"
    f" BEGIN {_DECIDED}; END",
    f"CREATE TRIGGER withdrawal_listed AFTER INSERT ON event WHEN NEW.type = 'withdrawal' BEGIN {_WITHDRAWN}; END",
)
_FUNCTION = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
_ON_POSTGRESQL = (
    _FUNCTION.format(
        "audit_append_only",
        f"IF TG_OP = 'DELETE' AND OLD.number <= {_CHECKPOINT} THEN RETURN OLD; END IF; RAISE EXCEPTION 'append-only';",
    ),
    _FUNCTION.format("decision_listed", f"IF NOT EXISTS ({_LATER_DECISION}) THEN {_DECIDED}; END IF; RETURN NULL;"),
    _FUNCTION.format("withdrawal_listed", f"{_WITHDRAWN}; RETURN NULL;"),
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit"
    " FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER decision_listed AFTER INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_listed()",
    "CREATE TRIGGER withdrawal_listed AFTER INSERT ON event FOR EACH ROW"
    " WHEN (NEW.type = 'withdrawal') EXECUTE FUNCTION withdrawal_listed()",
)


def upgrade() -> None:
    """Frozen here as they were: later changes to `schema.py` get a migration of their own."""
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("hash", HASH, nullable=False),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
    )
    op.create_table(
        "bundle_answer",
        sa.Column("attempt", ID, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("bundle", ID, nullable=False, index=True),
        sa.Column("written_at", MOMENT, nullable=False, index=True),
        sa.Column("piece", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "dead_file",
        sa.Column("id", ID, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
    )
    op.create_table(
        "destination",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("parcels", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("leased_by", ID),
        sa.Column("leased_until", MOMENT),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("fault", sa.String(32), nullable=False, server_default=""),
        sa.Column("retry_at", MOMENT),
        sa.Column("delivered_at", MOMENT),
    )
    op.create_table(
        "enrolment_try",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source", HASH, nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "hub_key",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("public", HASH, nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "lineage",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("epoch", ID, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("beats", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "name_token",
        sa.Column("token", sa.LargeBinary(16), primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "provider_attempt",
        sa.Column("cookie_hash", HASH, primary_key=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "provider_session",
        sa.Column("cookie_hash", HASH, primary_key=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("id_token", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "provider_stranger",
        sa.Column("code_hash", HASH, primary_key=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("subject", HASH, nullable=False),
    )
    op.create_table(
        "publication",
        sa.Column("cursor", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sort", sa.String(8), nullable=False),
        sa.Column("scope", sa.String(4), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.UniqueConstraint("sort", "scope", "number"),
    )
    op.create_table(
        "published_content",
        sa.Column("sha256", HASH, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "release_note",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", HASH, nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
        sa.Column("worked", sa.Boolean, nullable=False),
    )
    op.create_table(
        "signing_key",
        sa.Column("service", sa.String(64), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("not_after", MOMENT, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_table(
        "site",
        sa.Column("code", sa.String(4), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("token_hash", HASH, unique=True),
        sa.Column("highest_counter", sa.BigInteger, nullable=False),
        sa.Column("unsent", sa.Integer),
        sa.Column("oldest_unsent_at", MOMENT),
        sa.Column("heard_at", MOMENT),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("journal_count", sa.BigInteger),
        sa.Column("journal_head", HASH),
        sa.Column("journal_fault", sa.String(16), nullable=False, server_default=""),
        sa.Column("journal_fault_at", MOMENT),
        sa.Column("fetched", sa.BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "staff",
        sa.Column("id", ID, primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("passphrase", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("services", sa.Text, nullable=False, server_default="[]"),
        sa.Column("sites", sa.Text, nullable=False, server_default="[]"),
        sa.Column("left_at", MOMENT),
        sa.Column("letter_keys", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("given_names", sa.Text, nullable=False, server_default=""),
        sa.Column("family_name", sa.Text, nullable=False, server_default=""),
        sa.Column("quality", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "upkeep",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
    )
    op.create_table(
        "absence",
        sa.Column("id", ID, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False, index=True),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("stand_in", ID, sa.ForeignKey("staff.id"), nullable=False),
    )
    op.create_table(
        "bundle",
        sa.Column("id", ID, primary_key=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False, index=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False, index=True),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("attempt", ID, nullable=False),
        sa.Column("answer_bytes", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "cases",
        sa.Column("id", ID, primary_key=True),
        sa.Column("reference", sa.String(32), nullable=False, unique=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("prepared", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("service_name", sa.Text, nullable=False),
        sa.Column("names", sa.LargeBinary, nullable=False),
        sa.Column("legal_date", sa.String(10), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("follow_sha256", HASH, nullable=False),
        sa.Column("keep_days", sa.Integer),
        sa.Column("erased_at", MOMENT),
        sa.Column("erased_why", sa.String(16), nullable=False, server_default=""),
        sa.Column("listed_state", sa.String(16), server_default="received"),
        sa.Column("due_on", sa.String(10), nullable=False, server_default=""),
        sa.Column("assigned_to", ID, nullable=False, server_default=""),
        sa.Column("procedure", sa.String(64), nullable=False, server_default=""),
        sa.Column("language", sa.String(8), nullable=False, server_default=""),
        sa.Column("channel", sa.String(32), nullable=False, server_default=""),
        sa.Column("code_at", MOMENT),
        sa.Column("receipt_digest", sa.String(32), nullable=False, server_default=""),
    )
    op.create_index("ix_cases_listed", "cases", ["prepared", "listed_state", "received_at"])
    op.create_index("ix_cases_newest", "cases", ["prepared", "received_at"])
    _partial_index("ix_cases_owner", "cases", ["assigned_to", "due_on", "received_at", "id"], "due_on > ''")
    _partial_index("ix_cases_procedures", "cases", ["procedure", "service"], "due_on > ''")
    op.create_index("ix_cases_service_listed", "cases", ["service", "prepared", "listed_state", "received_at"])
    op.create_index("ix_cases_site_listed", "cases", ["site", "prepared", "listed_state", "received_at"])
    _partial_index(
        "ix_cases_work",
        "cases",
        [
            "due_on",
            "received_at",
            "id",
            "service",
            "site",
            "procedure",
            "listed_state",
            "assigned_to",
            "language",
            "channel",
        ],
        "due_on > ''",
    )
    op.create_table(
        "enrolment",
        sa.Column("locator", ID, primary_key=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False, index=True),
        sa.Column("proof_key", sa.LargeBinary, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("site_key", HASH),
    )
    op.create_table(
        "event",
        sa.Column("id", ID, primary_key=True),
        sa.Column("stream", ID, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False, index=True),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.UniqueConstraint("stream", "sequence"),
    )
    op.create_table(
        "half_session",
        sa.Column("cookie_hash", HASH, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False, index=True),
        sa.Column("secret", sa.LargeBinary),
    )
    op.create_table(
        "message_template",
        sa.Column("id", ID, primary_key=True),
        sa.Column("service", sa.String(64), nullable=False, server_default=""),
        sa.Column("procedure", sa.String(64), nullable=False, server_default=""),
        sa.Column("state", sa.String(16), nullable=False, server_default=""),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("said_in", sa.Text, nullable=False, server_default="{}"),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id")),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "provider_account",
        sa.Column("subject", HASH, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False, unique=True),
        sa.Column("bound_at", MOMENT, nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("hash", HASH, primary_key=True),
    )
    op.create_table(
        "second_factor",
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
    )
    op.create_table(
        "site_code",
        sa.Column("code", sa.String(4), primary_key=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False, index=True),
        sa.Column("since", sa.String(10), nullable=False),
    )
    op.create_table(
        "site_health",
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), primary_key=True),
        sa.Column("clock_s", sa.BigInteger),
        sa.Column("release", sa.String(32), nullable=False),
        sa.Column("free_bytes", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("printers", sa.Integer, nullable=False),
        sa.Column("printer_faults", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False, server_default=""),
        sa.Column("hours", sa.Text, nullable=False, server_default=""),
        sa.Column("opening", sa.Text, nullable=False, server_default="[]"),
    )
    op.create_table(
        "site_key",
        sa.Column("verify_key", HASH, primary_key=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False, index=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_table(
        "site_publication",
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), primary_key=True),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("fault", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "staff_session",
        sa.Column("cookie_hash", HASH, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "alias",
        sa.Column("former", sa.String(32), primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), primary_key=True, index=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attachment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("event_id", ID, sa.ForeignKey("event.id"), nullable=False),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
    )
    op.create_table(
        "case_key",
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_note",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "chunked_file",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("event_id", ID, sa.ForeignKey("event.id"), nullable=False),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("file_key", sa.LargeBinary, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("chunks", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "decision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("papers_by", sa.String(10), nullable=False, server_default=""),
        sa.Column("said_in", sa.LargeBinary),
        sa.Column("author", sa.LargeBinary),
        sa.UniqueConstraint("case_id", "number"),
    )
    op.create_table(
        "delivery",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("destination", sa.String(64), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("parcel", sa.BigInteger),
        sa.Column("due_at", MOMENT),
        sa.Column("fault", sa.String(32), nullable=False, server_default=""),
        sa.Column("delivered_at", MOMENT),
        sa.UniqueConstraint("destination", "id"),
    )
    _partial_index("ix_delivery_attention", "delivery", ["number"], "delivered_at IS NULL AND due_at IS NULL")
    op.create_index("ix_delivery_destination_case_id_number", "delivery", ["destination", "case_id", "number"])
    op.create_index("ix_delivery_destination_due_at_number", "delivery", ["destination", "due_at", "number"])
    op.create_index("ix_delivery_destination_parcel", "delivery", ["destination", "parcel"])
    _partial_index("ix_delivery_waiting", "delivery", ["destination", "due_at", "at"], "delivered_at IS NULL")
    op.create_table(
        "given_document",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("decision_id", ID, nullable=False, unique=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("file_key", sa.LargeBinary, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("chunks", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "other_content",
        sa.Column("event_id", ID, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("sha256", HASH, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
    )
    op.create_table(
        "rights_answer",
        sa.Column("event_id", ID, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "site_update",
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), primary_key=True),
        sa.Column("cursor", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("of_hub", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "taken_decision",
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("update_id", ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("papers_by", sa.String(10), nullable=False, server_default=""),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("leaves_at", MOMENT, nullable=False, index=True),
        sa.Column("epoch", ID, nullable=False),
        sa.Column("stopped", sa.String(16), nullable=False, server_default=""),
    )
    op.create_table(
        "telephone_file",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("page", ID, nullable=False),
        sa.Column("paper_id", ID, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False, index=True),
        sa.Column("cleaned_size", sa.Integer, nullable=False, server_default="0"),
        sa.Column("cleaned", sa.LargeBinary),
    )
    op.create_table(
        "asked_paper",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("decision_id", ID, sa.ForeignKey("decision.id"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("settled", sa.String(16), nullable=False, server_default=""),
        sa.Column("settled_by", ID, sa.ForeignKey("staff.id")),
        sa.Column("settled_at", MOMENT),
    )
    for statement in _ON_SQLITE if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
