"""What public archives need of the hub: their agreement before files are destroyed, a list for it, and files."""
