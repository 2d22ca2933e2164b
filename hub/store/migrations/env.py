"""Run the migrations on the connection that `hub.store.opening` hands over; Alembic loads this file by its name.

This is Alembic's documented way to share a connection with it: its command alone knows what is missing.
"""

from alembic import context
from sqlalchemy import MetaData

from hub.store.columns import CONSTRAINTS

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    target_metadata=MetaData(naming_convention=CONSTRAINTS),
)
with context.begin_transaction():
    context.run_migrations()
