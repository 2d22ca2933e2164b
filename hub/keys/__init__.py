"""The hub's own keys, and the lineage of its database (an epoch that changes when a backup is restored)."""
