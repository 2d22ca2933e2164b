"""What is to be done at the desk: the list, and what mediators do with its lines."""
