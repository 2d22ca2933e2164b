"""The migrations of a box's database, in order: one module each, never changed or removed once released.

Each has `RECORDED`, the name under which databases record it; `ABOUT`, the descriptions of its tables and columns for
`docs/schema.sql`; and `migrate(db)`, which applies it. A new migration is a new module, `mNNNN_…`, and one more name
here, at the end.
"""

from importlib import import_module

_NAMES = (
    "m0001_spine",
    "m0002_attachments",
    "m0003_mandates",
    "m0004_journal",
    "m0005_counter",
    "m0006_versions",
    "m0007_withdrawn",
    "m0008_comfort",
    "m0009_printers",
    "m0010_proofs",
    "m0011_spool",
    "m0012_file_refusals",
    "m0013_enrolled",
    "m0014_aliases",
    "m0017_backup",
    "m0018_trust",
    "m0020_first_day",
    "m0021_papers_by",
    "m0022_speech",
    "m0023_left_numbers",
    "m0024_paper_slot",
    "m0025_speaker",
    "m0026_disk",
    "m0027_refused_times",
    "m0028_published",
    "m0029_settings",
    "m0030_bundles",
    "m0031_size",
    "m0032_lan",
    "m0035_supplement_files",
    "m0036_worklist",
    "m0037_wished_notices",
    "m0039_alone_drafts",
    "m0040_given_documents",
    "m0042_person_facts",
    "m0043_told_additions",
)
STEPS = tuple(import_module(f"{__name__}.{name}") for name in _NAMES)
