"""Printers and print jobs."""
