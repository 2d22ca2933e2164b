"""What is searched in memory when someone looks for a procedure."""
