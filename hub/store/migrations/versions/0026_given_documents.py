"""Documents that go with decisions, the author of each decision, and which boxes take documents."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Decisions that are there keep no author beside the account that took them, and have no document."""
    for name in ("given_names", "family_name", "quality"):
        op.add_column("staff", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("decision", sa.Column("author", sa.LargeBinary))
    op.add_column("site_health", sa.Column("documents", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "given_document",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("decision_id", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("file_key", sa.LargeBinary, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("chunks", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_given_document"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_given_document_case_id"),
        sa.UniqueConstraint("decision_id", name="uq_given_document_decision_id"),
    )
    op.create_index("ix_given_document_case_id", "given_document", ["case_id"])
    op.create_table(
        "signing_key",
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("service", name="pk_signing_key"),
    )
