"""What must not lie readable in the database: contents, names, secrets."""
