"""The read-only file of communes."""
