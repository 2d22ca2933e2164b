"""Printing as rules: what becomes of a print job, and the groups of papers for which a printer is chosen."""
