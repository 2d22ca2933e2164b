"""What the server remembers while one person stays at a screen, and how loops are told to wake."""
