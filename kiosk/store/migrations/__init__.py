"""The steps that made the database what it is, in order: one module a step, and none is ever changed or taken out.

Each has `RECORDED`, the name under which databases remember it; `ABOUT`, what its tables and columns are, for
`docs/schema.sql`; and `migrate(db)`. A new step is a new module, `m0014_…`, and one more name here, at the end.
"""

from kiosk.store.migrations import (
    m0001_spine,
    m0002_attachments,
    m0003_mandates,
    m0004_journal,
    m0005_counter,
    m0006_versions,
    m0007_withdrawn,
    m0008_comfort,
    m0009_printers,
    m0010_proofs,
    m0011_spool,
    m0012_file_refusals,
    m0013_enrolled,
)

STEPS = (
    m0001_spine,
    m0002_attachments,
    m0003_mandates,
    m0004_journal,
    m0005_counter,
    m0006_versions,
    m0007_withdrawn,
    m0008_comfort,
    m0009_printers,
    m0010_proofs,
    m0011_spool,
    m0012_file_refusals,
    m0013_enrolled,
)
