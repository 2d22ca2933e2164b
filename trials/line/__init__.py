"""Carries cases over a bad telephone line: how long that takes beside the bytes' own time, and how many they are."""
