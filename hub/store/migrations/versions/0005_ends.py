"""How contents end: answers to what people ask of theirs, days they are kept, a trail that is purged, who left."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(32)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Cases that are there follow the hub's own number of days: what their boxes said of it is locked."""
    op.add_column("cases", sa.Column("keep_days", sa.Integer))
    op.add_column("cases", sa.Column("erased_at", MOMENT))
    op.add_column("cases", sa.Column("erased_why", sa.String(16), nullable=False, server_default=""))
    op.add_column("site_update", sa.Column("of_hub", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("staff", sa.Column("left_at", MOMENT))
    op.create_table(
        "rights_answer",
        sa.Column("event_id", ID, sa.ForeignKey("event.id"), primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_rights_answer_case_id", "rights_answer", ["case_id"])
    op.create_table(
        "upkeep",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
    )
    _purge_behind_checkpoints()


def _purge_behind_checkpoints() -> None:
    """What a checkpoint stands for may go; everything after it stays as it was written."""
    last = "coalesce((SELECT max(number) FROM audit_checkpoint), 0)"
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.number > {last}"
            " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF TG_OP = 'DELETE' AND OLD.number <= {last} THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION 'append-only'; END $$"
    )
