"""A box, a hub, and people who use them, for tests and trials."""
