"""Cases as staff find and read them; every state is computed from what happened."""
