"""Cases as staff find and read them; a case's state follows from its events and decisions."""
