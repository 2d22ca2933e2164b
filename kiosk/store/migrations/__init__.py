"""The migrations of a box's database, in order: one module each, never changed or removed once released.

Each has `RECORDED`, the name under which databases record it; `ABOUT`, the descriptions of its tables and columns for
`docs/schema.sql`; and `migrate(db)`, which applies it. A new migration is a new module, `mNNNN_…`, and one more name
here, at the end.
"""

from kiosk.store.migrations import m0001_first

STEPS = (m0001_first,)
