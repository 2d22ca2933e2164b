"""Proving receipts, and verifying those of any site."""
