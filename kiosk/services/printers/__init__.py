"""Printers: choosing one for each paper, and adding, changing and searching for them."""
