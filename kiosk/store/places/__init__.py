"""Look up communes in a read-only file."""
