"""Figures of a town hall: what the ledger of visits counts, for those who work there and for everybody."""
