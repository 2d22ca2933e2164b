"""Writes deliveries as files into a folder, here or on an SFTP server: a table (CSV, XLSX), or JSON lines."""
