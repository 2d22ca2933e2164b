"""The contents of each kind of paper, made from the store when it is printed or shown."""
