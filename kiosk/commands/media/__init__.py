"""Commands about the films that a town hall records."""
