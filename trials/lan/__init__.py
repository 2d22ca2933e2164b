"""Stations of the local network: what ten of them cost, and what a stranger finds open."""
