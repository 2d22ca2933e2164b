"""Mandates made, used and ended."""
