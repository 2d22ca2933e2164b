"""Where a file comes from at the desk beside a folder: the scanner."""
