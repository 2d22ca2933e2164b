"""Mediators, sessions, and the journal of who did what."""
