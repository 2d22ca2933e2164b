"""The local network: what a stranger finds open, and the road of a second machine."""
