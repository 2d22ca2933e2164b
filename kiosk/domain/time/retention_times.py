"""How long unfinished drafts are kept before they are destroyed."""

from datetime import timedelta

TERMINAL_DRAFT = timedelta(hours=48)
"""How long an interrupted draft of a terminal is kept for its citizen."""
DESK_DRAFT = timedelta(days=90)
"""How long an unfinished draft of a desk is kept."""
UPGRADE = timedelta(days=14)
"""How long the copy from before an upgrade is kept; as long `kiosk rollback` can bring it back."""
