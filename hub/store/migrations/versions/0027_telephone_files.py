"""Files that somebody sends from their own telephone, while they wait for « Envoyer »."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.String(32)


def upgrade() -> None:
    """Their bytes are objects outside the database."""
    op.create_table(
        "telephone_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("page", ID, nullable=False),
        sa.Column("paper_id", ID, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleaned_size", sa.Integer, nullable=False, server_default="0"),
        sa.Column("cleaned", sa.LargeBinary),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_telephone_file_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_telephone_file"),
    )
    op.create_index("ix_telephone_file_case_id", "telephone_file", ["case_id"])
    op.create_index("ix_telephone_file_begun_at", "telephone_file", ["begun_at"])
