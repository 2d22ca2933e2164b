"""Where words stand on a sheet: lines, rows and pages, before any file format."""
