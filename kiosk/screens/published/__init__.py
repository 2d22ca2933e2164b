"""Screens of what is published to this site."""
