"""The hub's own keys, and the lineage of its database."""
