"""Destroys contents at the hub: when retention periods end, when a person asks, and the daily run of both."""
