"""Staff who sign in at a provider of OpenID Connect."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_HASH = sa.String(64)
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nobody is bound to an account elsewhere yet."""
    op.create_table(
        "provider_account",
        sa.Column("subject", _HASH, nullable=False),
        sa.Column(
            "staff_id",
            sa.String(32),
            sa.ForeignKey("staff.id", name="fk_provider_account_staff_id_staff"),
            nullable=False,
        ),
        sa.Column("bound_at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_provider_account"),
        sa.UniqueConstraint("staff_id", name="uq_provider_account_staff_id"),
    )
    _of_the_moment("provider_attempt", "cookie_hash", sa.Column("secret", sa.LargeBinary, nullable=False))
    _of_the_moment("provider_stranger", "code_hash", sa.Column("subject", _HASH, nullable=False))
    _of_the_moment("provider_session", "cookie_hash", sa.Column("id_token", sa.LargeBinary, nullable=False))


def _of_the_moment(name: str, key: str, value: "sa.Column[object]") -> None:
    op.create_table(
        name,
        sa.Column(key, _HASH, nullable=False),
        sa.Column("at", _AT, nullable=False),
        value,
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_at", name, ["at"])
