"""Writes deliveries as files into a folder: a table (CSV, XLSX), or JSON lines."""
