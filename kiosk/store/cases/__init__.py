"""Drafts, submitted cases, their files, and the procedure files they began with."""
