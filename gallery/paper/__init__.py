"""A real print server, and sample slips."""
