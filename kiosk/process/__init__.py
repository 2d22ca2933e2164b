"""This process as the operating system sees it: what of its memory others can read."""
