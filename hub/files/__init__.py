"""The files of cases: their chunks come in, are kept outside the database, are opened as a stream, and go."""
