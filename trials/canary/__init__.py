"""Searches disk, memory, logs and spools for unique words that simulated citizens have typed."""
