"""Screens of mediators: the day's work, searching, signing in, the team, the station, the box."""
