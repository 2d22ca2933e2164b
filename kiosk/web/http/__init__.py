"""HTTP and templates: static files, compression, uploads, filters. Knows no session."""
