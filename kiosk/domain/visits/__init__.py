"""Visits: the periods of a person's stay, and what a line of their ledger can be."""
