"""How long the statements of a transaction may take on PostgreSQL, so that one that hangs does not hold the others."""

from sqlalchemy import Connection, text

STATEMENT_MS = 15_000
LOCK_MS = 5_000
"""Less than a statement's time, so that a box is told « busy » by the reason."""
_LIMIT = text("SELECT set_config('lock_timeout', :lock, true), set_config('statement_timeout', :statement, true)")


def limit(connection: Connection, statement_ms: int = STATEMENT_MS, lock_ms: int = LOCK_MS) -> None:
    """Limit every statement of this transaction; beyond it `faults.is_busy`. SQLite has one writer, which waits by
    `busy_timeout` (`opening`)."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LIMIT, {"lock": str(lock_ms), "statement": str(statement_ms)})
