"""A person's visit at a screen, from its beginning to its end."""
