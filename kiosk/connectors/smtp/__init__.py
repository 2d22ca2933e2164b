"""Writes to the person by e-mail, through one mail server, with TLS verified."""
