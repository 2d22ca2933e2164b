"""Screens of one case, from the catalogue of procedures to the receipt."""
