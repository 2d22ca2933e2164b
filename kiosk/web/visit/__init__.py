"""What the server remembers in memory while one person stays at a screen, and how pages wake the loops."""
