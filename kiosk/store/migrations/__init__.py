"""The migrations of a box's database, in order: one module each, never changed or removed once released.

Each has `RECORDED`, the name under which databases record it, and `migrate(db)`, which applies it. A new migration is a
new module, `mNNNN_…`, and one more name here, at the end; `docs/schema.sql` says what each table and column is for.
"""

from kiosk.store.migrations import m0001_first

STEPS = (m0001_first,)
