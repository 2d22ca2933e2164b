"""Encrypts what must not be readable in the database: contents of cases, names, secrets of staff."""
