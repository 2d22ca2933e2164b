"""Answers as HTTP: static files, compression, uploads, templates. Knows no session."""
