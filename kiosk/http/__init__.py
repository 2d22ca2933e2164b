"""What box and hub do with every request and answer, whoever is signed in: it knows no session and no database."""
