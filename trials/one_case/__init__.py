"""One case through every window: desk, second screen, terminal, hub and telephone."""
