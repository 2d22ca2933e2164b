"""What each paper says: one module a kind, made from the store at the moment it is needed."""
