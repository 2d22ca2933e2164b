"""The first schema: every table of the hub with its indexes, and what the database itself keeps true.

The trail (`audit`) only grows, but for what a checkpoint stands for; `cases.listed_state`, by which lists find a case,
follows decisions and withdrawals, whoever writes them.
"""

from alembic import op

from hub.store import figures_table, schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
    """The tables of `schema.py`: nothing was released that made others.

    Whoever changes a table after a release writes these tables here as they were released, before the migration of the
    change: until then every new database fails at that migration, since it has the change already.
    """
    for metadata in {schema.cases.metadata, figures_table.site_figures.metadata}:
        metadata.create_all(op.get_bind(), checkfirst=False)
    for statement in _ON_SQLITE if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)
