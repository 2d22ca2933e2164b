"""A real print server and printer for tests, and sample receipts."""
