"""The state by which lists find a case, kept by the database itself as decisions and withdrawals come."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_LATER_DECISION = "SELECT 1 FROM decision WHERE case_id = NEW.case_id AND number > NEW.number"
_DECIDED = (
    "UPDATE cases SET listed_state = NEW.state"
    " WHERE id = NEW.case_id AND (listed_state IS NULL OR listed_state <> 'withdrawn')"
)
_WITHDRAWN = "UPDATE cases SET listed_state = 'withdrawn' WHERE reference = NEW.reference"


def upgrade() -> None:
    """Cases that are there have none yet on PostgreSQL: `store.migrations.online` gives it to them while sites send.

    The indexes of lists are made there too, and the one that they take the place of goes.
    """
    op.drop_index("ix_cases_received_at_id", "cases")
    if op.get_bind().dialect.name == "sqlite":
        op.add_column("cases", sa.Column("listed_state", sa.String(16), server_default="received"))
        op.execute(
            f"CREATE TRIGGER decision_listed AFTER INSERT ON decision WHEN NOT EXISTS ({_LATER_DECISION})"
            f" BEGIN {_DECIDED}; END"
        )
        op.execute(
            "CREATE TRIGGER withdrawal_listed AFTER INSERT ON event WHEN NEW.type = 'withdrawal'"
            f" BEGIN {_WITHDRAWN}; END"
        )
        op.execute(
            "UPDATE cases SET listed_state = d.state FROM decision d WHERE d.case_id = cases.id"
            " AND NOT EXISTS (SELECT 1 FROM decision l WHERE l.case_id = d.case_id AND l.number > d.number)"
        )
        op.execute(
            "UPDATE cases SET listed_state = 'withdrawn' WHERE reference IN"
            " (SELECT reference FROM event WHERE type = 'withdrawal')"
        )
        return
    op.add_column("cases", sa.Column("listed_state", sa.String(16)))
    op.alter_column(
        "cases", "listed_state", server_default="received"
    )  # after it: rows that are there stay as they are
    op.execute(
        "CREATE FUNCTION decision_listed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NOT EXISTS ({_LATER_DECISION}) THEN {_DECIDED}; END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE FUNCTION withdrawal_listed() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_WITHDRAWN}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER decision_listed AFTER INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_listed()"
    )
    op.execute(
        "CREATE TRIGGER withdrawal_listed AFTER INSERT ON event FOR EACH ROW"
        " WHEN (NEW.type = 'withdrawal') EXECUTE FUNCTION withdrawal_listed()"
    )
