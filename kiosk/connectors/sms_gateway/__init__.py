"""Writes to the person's telephone: through the web service that a file describes, or as files in a folder."""
