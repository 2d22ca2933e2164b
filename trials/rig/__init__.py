"""The fault rig: people, sites and a hub in one process, everything that can fail, a ledger, and the verdict."""
