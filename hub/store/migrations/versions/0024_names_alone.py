"""The names by which cases are found no longer refer to their case by a foreign key: twelve lookups a case."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """PostgreSQL drops the key; SQLite has no such statement, and writes the rows again in their order."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_name_token_case_id", "name_token", type_="foreignkey")
        return
    op.create_table(
        "name_token_alone",
        sa.Column("token", sa.LargeBinary(16), primary_key=True),
        sa.Column("case_id", sa.String(32), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO name_token_alone SELECT token, case_id FROM name_token ORDER BY token, case_id")
    op.drop_table("name_token")
    op.rename_table("name_token_alone", "name_token")
