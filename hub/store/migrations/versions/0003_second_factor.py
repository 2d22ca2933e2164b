"""The second factor of staff, tries at the door, the audit trail; scopes of several services and sites."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(32)
HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """A person who saw one service sees that one still; everyone sets up a second factor at their next sign-in."""
    _widen_scopes()
    op.create_table(
        "second_factor",
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("hash", HASH, primary_key=True),
    )
    op.create_table(
        "half_session",
        sa.Column("cookie_hash", HASH, primary_key=True),
        sa.Column("staff_id", ID, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("secret", sa.LargeBinary),
    )
    op.create_index("ix_half_session_opened_at", "half_session", ["opened_at"])
    op.create_table(
        "sign_in_try",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", HASH, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("worked", sa.Boolean, nullable=False),
    )
    op.create_index("ix_sign_in_try_address", "sign_in_try", ["address"])
    op.create_index("ix_sign_in_try_at", "sign_in_try", ["at"])
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("hash", HASH, nullable=False),
    )
    _only_append("audit")
    op.execute("DELETE FROM staff_session")  # whoever is in came through one factor


def _widen_scopes() -> None:
    op.add_column("staff", sa.Column("services", sa.Text, nullable=False, server_default="[]"))
    op.add_column("staff", sa.Column("sites", sa.Text, nullable=False, server_default="[]"))
    connection = op.get_bind()
    people = sa.table("staff", sa.column("id"), sa.column("service"), sa.column("services"))
    for person in connection.execute(sa.select(people).where(people.c.service != "")).all():
        kept = json.dumps([person.service], ensure_ascii=False)
        connection.execute(people.update().where(people.c.id == person.id).values(services=kept))
    op.drop_column("staff", "service")


def _only_append(table: str) -> None:
    """Refuse changes in the engine itself, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for gesture in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{gesture.lower()} BEFORE {gesture} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
