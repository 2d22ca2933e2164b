"""Looks for planted words of a citizen wherever a thief could: disk, memory, logs, spools."""
