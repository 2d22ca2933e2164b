"""Encrypts what must not be readable in the database (contents, names, secrets of staff), and limits guesses."""
