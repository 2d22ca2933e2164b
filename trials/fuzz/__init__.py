"""Fuzz targets: files of strangers, procedure files, references, resume codes."""
