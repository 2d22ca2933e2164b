"""Screens of a lost receipt: a person's cases sought by name through the hub, and the new code."""
