"""Receives events, each exactly once, and gives sites their updates."""
