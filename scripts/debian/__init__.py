"""A Debian of its own in a folder, and what is done there on the first day."""
