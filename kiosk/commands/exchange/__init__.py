"""Commands about what goes to the hub and comes back."""
