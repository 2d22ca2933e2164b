"""Signatures that anyone can verify: receipts, lists of keys, enrolment."""
