"""The first tables: sites, staff, events, cases, decisions and updates."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(32)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Frozen here as they were: later changes to `schema.py` get a migration of their own."""
    op.create_table(
        "site",
        sa.Column("code", sa.String(4), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("token_hash", HASH, nullable=False, unique=True),
        sa.Column("highest_counter", sa.BigInteger, nullable=False),
        sa.Column("unsent", sa.Integer),
        sa.Column("oldest_unsent_at", MOMENT),
        sa.Column("heard_at", MOMENT),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_table(
        "staff",
        sa.Column("id", ID, primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("passphrase", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_table(
        "staff_session",
        sa.Column("cookie_hash", HASH, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_index("ix_staff_session_seen_at", "staff_session", ["seen_at"])
    op.create_table(
        "event",
        sa.Column("id", ID, primary_key=True),
        sa.Column("stream", ID, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.UniqueConstraint("stream", "sequence"),
    )
    op.create_index("ix_event_reference", "event", ["reference"])
    op.create_table(
        "cases",
        sa.Column("id", ID, primary_key=True),
        sa.Column("reference", sa.String(32), nullable=False, unique=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("prepared", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("service_name", sa.Text, nullable=False),
        sa.Column("applicant", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("names", sa.Text, nullable=False),
        sa.Column("legal_date", sa.String(10), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("follow_sha256", HASH, nullable=False),
    )
    op.create_index("ix_cases_received_at_id", "cases", ["received_at", "id"])
    op.create_table(
        "decision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "number"),
    )
    op.create_table(
        "site_update",
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), primary_key=True),
        sa.Column("cursor", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
