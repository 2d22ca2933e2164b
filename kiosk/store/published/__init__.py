"""What an authority publishes, as this box holds it."""
