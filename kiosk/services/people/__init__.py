"""Mediators: signing in, what they sign in with, the first day, departures."""
