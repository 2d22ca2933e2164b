"""Layout: blocks of a slip set as lines, rows and pages, independent of any file format."""
