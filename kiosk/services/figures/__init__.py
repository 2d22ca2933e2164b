"""Figures at the box: read from the ledger, shown, printed, exported."""
