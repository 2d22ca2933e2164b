"""Screens of printed papers, printers and print jobs."""
