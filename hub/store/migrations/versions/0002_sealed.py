"""Contents locked under keys of their own; sites that enrol, and their keys; the hub's keys by name; its lineage."""

import sqlalchemy as sa
from alembic import op

from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(32)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)
SITE = sa.String(4)
LOCKED = sa.LargeBinary


def upgrade() -> None:
    """Raises `Refused` (`hub-in-clear`) where events of version 1 are kept: a key to lock them with is not at hand."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM event LIMIT 1")).first() is not None:
        raise Refused(HubRefusal.HUB_IN_CLEAR)
    for table in ("site_update", "decision", "cases", "event"):
        op.drop_table(table)
    with op.batch_alter_table("site") as site:
        site.alter_column("token_hash", existing_type=HASH, nullable=True)
        site.add_column(sa.Column("revoked_at", MOMENT))
        site.add_column(sa.Column("journal_count", sa.BigInteger))
        site.add_column(sa.Column("journal_head", HASH))
        site.add_column(sa.Column("journal_fault", sa.String(16), nullable=False, server_default=""))
        site.add_column(sa.Column("journal_fault_at", MOMENT))
    op.execute("UPDATE site SET token_hash = NULL")  # every site enrols
    _sites()
    _hub()
    _cases()


def _sites() -> None:
    op.create_table(
        "site_key",
        sa.Column("verify_key", HASH, primary_key=True),
        sa.Column("site", SITE, sa.ForeignKey("site.code"), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("revoked", sa.Boolean, nullable=False),
    )
    op.create_index("ix_site_key_site", "site_key", ["site"])
    op.create_table(
        "enrolment",
        sa.Column("locator", ID, primary_key=True),
        sa.Column("site", SITE, sa.ForeignKey("site.code"), nullable=False),
        sa.Column("proof_key", LOCKED, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("site_key", HASH),
    )
    op.create_index("ix_enrolment_site", "enrolment", ["site"])
    op.create_table(
        "enrolment_try",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source", HASH, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_enrolment_try_source", "enrolment_try", ["source"])


def _hub() -> None:
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
    )


def _cases() -> None:
    op.create_table(
        "event",
        sa.Column("id", ID, primary_key=True),
        sa.Column("stream", ID, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("site", SITE, sa.ForeignKey("site.code"), nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("body", LOCKED, nullable=False),
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
        sa.Column("site", SITE, sa.ForeignKey("site.code"), nullable=False),
        sa.Column("prepared", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("service_name", sa.Text, nullable=False),
        sa.Column("names", LOCKED, nullable=False),
        sa.Column("legal_date", sa.String(10), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("follow_sha256", HASH, nullable=False),
    )
    op.create_index("ix_cases_received_at_id", "cases", ["received_at", "id"])
    op.create_table(
        "case_key",
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("wrapped", LOCKED, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "name_token",
        sa.Column("token", sa.LargeBinary(16), primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("message", LOCKED, nullable=False),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "number"),
    )
    op.create_table(
        "site_update",
        sa.Column("site", SITE, sa.ForeignKey("site.code"), primary_key=True),
        sa.Column("cursor", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("body", LOCKED, nullable=False),
    )
