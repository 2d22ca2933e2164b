"""What is passed on to other systems, and how far each has come."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was passed on before."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "destination",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("parcels", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("leased_by", sa.String(32)),
        sa.Column("leased_until", moment),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("fault", sa.String(32), nullable=False, server_default=""),
        sa.Column("retry_at", moment),
        sa.Column("delivered_at", moment),
    )
    op.create_table(
        "delivery",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("destination", sa.String(64), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("parcel", sa.BigInteger),
        sa.Column("due_at", moment),
        sa.Column("fault", sa.String(32), nullable=False, server_default=""),
        sa.Column("delivered_at", moment),
        sa.UniqueConstraint("destination", "id"),
    )
    op.create_index("ix_delivery_case_id", "delivery", ["case_id"])
    op.create_index("ix_delivery_destination_due_at_number", "delivery", ["destination", "due_at", "number"])
    op.create_index("ix_delivery_destination_parcel", "delivery", ["destination", "parcel"])
    op.create_index("ix_delivery_destination_case_id_number", "delivery", ["destination", "case_id", "number"])
