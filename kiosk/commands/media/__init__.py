"""Commands about the films that a town hall records, and about its voices."""
