"""A box, a hub, and people who use them through pages."""
