"""What an authority publishes, at this box: whom it trusts, what it follows, and what is in force."""
