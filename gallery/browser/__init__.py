"""A real browser, and what it can see."""
