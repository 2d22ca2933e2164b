"""Wrapped keys, and the hub's list of keys for receipts. What is unwrapped is never stored."""
