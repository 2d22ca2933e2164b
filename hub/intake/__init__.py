"""Receives events, files and withdrawals, each exactly once, and gives sites their updates."""
