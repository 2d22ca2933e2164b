"""Cases as staff find and read them; a case's state is computed from its events and decisions, never stored."""
